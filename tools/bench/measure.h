// Timing: warm-up rounds, then timed rounds; reports the median and the 10th and 90th percentiles.
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
  std::int64_t params = 0;  // number of trained parameters; 0: unknown
};

/// Runs the phases in order, for `iterations` rounds after `warmup` untimed ones, and waits for the
/// device after each phase. Returns a row for the whole round, then one per phase, in milliseconds.
std::vector<Row> time_phases(
    Stream& stream, int warmup, int iterations,
    const std::vector<std::pair<std::string, std::function<void()>>>& phases);

/// {"env": {...}, "rows": [...]}
std::string to_json(const DeviceInfo& device, const std::vector<Row>& rows);

}  // namespace canopy::bench
