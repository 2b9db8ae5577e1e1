// Loops over threads. The caller divides the work into parts, independently of the thread count, so
// that sums taken part by part are the same on any number of threads.
#pragma once

#include <cstdint>

#include <omp.h>

namespace canopy::cpu {

/// Calls body(part) for part = 0 .. parts-1, spread over the threads of the backend in use.
template <class Body>
void parallel_parts(std::int64_t parts, const Body& body) {
#pragma omp parallel for schedule(dynamic, 1) if (parts > 1)
  for (std::int64_t part = 0; part < parts; ++part) body(part);
}

/// Calls body(begin, end) over [0, count) in about equal pieces, normally of at least `grain`. The
/// pieces depend on the thread count, so they must not be summed separately.
template <class Body>
void parallel_range(std::int64_t count, std::int64_t grain, const Body& body) {
  std::int64_t parts = (count + grain - 1) / grain;
  const std::int64_t max_parts = 4 * static_cast<std::int64_t>(omp_get_max_threads());
  if (parts > max_parts) parts = max_parts;
  if (parts <= 1) {
    if (count > 0) body(std::int64_t{0}, count);
    return;
  }
#pragma omp parallel for schedule(dynamic, 1)
  for (std::int64_t part = 0; part < parts; ++part)
    body(count * part / parts, count * (part + 1) / parts);
}

}  // namespace canopy::cpu
