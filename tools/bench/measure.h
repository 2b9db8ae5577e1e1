// Timing rows: warm-up, then rounds; the median with its 10th and 90th percentiles, as JSON.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "ops/backend.h"

namespace canopy::bench {

struct Row {
  std::string name;
  std::string unit = "ms";
  double value = 0, lo = 0, hi = 0;  // median, 10th and 90th percentile
  int n = 0;
  std::int64_t params = 0;  // trained, of the network; 0: not told
};

/// Runs the phases in order, `iterations` rounds after `warmup`, waiting for the device after each.
/// One row a phase and, first, one for the whole round, in milliseconds.
std::vector<Row> time_phases(
    Stream& stream, int warmup, int iterations,
    const std::vector<std::pair<std::string, std::function<void()>>>& phases);

/// {"env": {...}, "rows": [...]}
std::string to_json(const DeviceInfo& device, const std::vector<Row>& rows);

}  // namespace canopy::bench
