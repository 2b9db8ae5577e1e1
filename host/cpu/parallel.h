// Loops over threads. The work is cut in `parts` fixed by the caller, never by the thread count,
// so that sums taken part by part come out the same on any number of threads.
#pragma once

#include <cstdint>

#include <omp.h>

namespace canopy::cpu {

/// body(part) for part = 0 .. parts-1, spread over the threads of the backend in use.
template <class Body>
void parallel_parts(std::int64_t parts, const Body& body) {
#pragma omp parallel for schedule(dynamic, 1) if (parts > 1)
  for (std::int64_t part = 0; part < parts; ++part) body(part);
}

/// body(begin, end) over [0, count) in about equal pieces of at least `grain`.
template <class Body>
void parallel_range(std::int64_t count, std::int64_t grain, const Body& body) {
  std::int64_t parts = (count + grain - 1) / grain;
  const std::int64_t most = 4 * static_cast<std::int64_t>(omp_get_max_threads());
  if (parts > most) parts = most;
  if (parts <= 1) {
    if (count > 0) body(std::int64_t{0}, count);
    return;
  }
#pragma omp parallel for schedule(dynamic, 1)
  for (std::int64_t part = 0; part < parts; ++part)
    body(count * part / parts, count * (part + 1) / parts);
}

}  // namespace canopy::cpu
