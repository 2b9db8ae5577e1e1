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

struct MetricsTensors {
  const float* probabilities;  // [n, outputs]
  const std::int32_t* labels;  // [n]
  const float* loss;           // [n]; null: counts zero loss
  const float* logits;         // [n, outputs], for the histograms; null: they stay as they are
};

/// What the counters hold, on the host.
struct MetricsCounts {
  double loss_sum = 0;
  std::int64_t items = 0;
  std::int64_t not_finite = 0;            // items whose loss or probability was NaN or infinite
  std::vector<std::int64_t> confusion;    // [classes, classes]: row true label, column predicted
  /// Histograms of the score as a logit, ln(p / (1 - p)), in score_bins bins over -score_limit ..
  /// score_limit (ops/math/metrics.h), what lies beyond in the end bins: [outputs, score_bins], of
  /// the items that are of an output's class and of those that are not. N outputs: of each class
  /// against the rest.
  std::vector<std::int64_t> positives, negatives;
};

class Metrics {
 public:
  virtual ~Metrics() = default;
  /// Bytes of the counters' block in device memory; reset() before the first use.
  virtual std::size_t bytes() const = 0;
  virtual void reset(Stream&, void* counters) = 0;
  /// Adds n items.
  virtual void accumulate(Stream&, int n, const MetricsTensors& t, void* counters) = 0;
  /// Reads a downloaded block.
  virtual MetricsCounts read(const void* host_block) const = 0;
};

}  // namespace canopy
