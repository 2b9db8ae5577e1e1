// Counts on the device, reduced to one small block that is downloaded once an epoch.
#pragma once

#include <vector>

#include "ops/backend.h"

namespace canopy {

struct MetricsParams {
  int classes = 2;
  int outputs = 1;          // 1: sigmoid, a positive is probability > threshold; else argmax
  float threshold = 0.5f;
  int max_items = 1;
};

/// What the counters hold, on the host.
struct MetricsCounts {
  double loss_sum = 0;
  std::int64_t items = 0;
  std::int64_t not_finite = 0;            // items whose loss or probability was NaN or infinite
  std::vector<std::int64_t> confusion;    // [classes, classes]: row true label, column predicted
};

class Metrics {
 public:
  virtual ~Metrics() = default;
  /// Bytes of the counters' block in device memory; reset() before the first use.
  virtual std::size_t bytes() const = 0;
  virtual void reset(Stream&, void* counters) = 0;
  /// Adds n items: probabilities [n, outputs], labels [n], loss [n] (null: counts zero loss).
  virtual void accumulate(Stream&, int n, const float* probabilities, const std::int32_t* labels,
                          const float* loss, void* counters) = 0;
  /// Reads a downloaded block.
  virtual MetricsCounts read(const void* host_block) const = 0;
};

}  // namespace canopy
