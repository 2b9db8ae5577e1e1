// A loop over host threads, for rooms that do not use a device's own threads.
#pragma once

#include <algorithm>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "base/machine.h"

namespace canopy {

/// Runs body(begin, end) over [0, count), one piece per thread. Rethrows the first exception.
template <class Body>
void over_threads(std::int64_t count, const Body& body) {
  const std::int64_t parts = std::min<std::int64_t>(usable_threads(), count);
  std::exception_ptr error;
  std::mutex lock;
  const auto piece = [&](std::int64_t part) {
    try {
      body(count * part / parts, count * (part + 1) / parts);
    } catch (...) {
      const std::lock_guard<std::mutex> guard(lock);
      if (!error) error = std::current_exception();
    }
  };
  std::vector<std::thread> threads;
  for (std::int64_t part = 1; part < parts; ++part) threads.emplace_back(piece, part);
  if (parts > 0) piece(0);
  for (std::thread& thread : threads) thread.join();
  if (error) std::rethrow_exception(error);
}

}  // namespace canopy
