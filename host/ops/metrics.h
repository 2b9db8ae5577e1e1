// Counts on the device, reduced to one small block that is downloaded once an epoch.
#pragma once

#include <vector>

#include "base/task.h"
#include "ops/backend.h"

namespace canopy {

struct MetricsParams {
  Task task = Task::binary;
  int classes = 2;         // binary: 2; multi_label: at most max_labels
  float threshold = 0.5f;  // binary, multi_label: a probability above it is an answer of yes;
                           // categorical: the highest one is the answer
  int max_items = 1;
  int outputs() const { return outputs_of(task, classes); }
};

struct MetricsTensors {
  const float* probabilities;  // [n, outputs]
  const std::int32_t* labels;  // [n], see base/task.h
  const float* loss;           // [n]; null: counts zero loss
  const float* logits;         // [n, outputs], for the histograms; null: they stay as they are
};

/// What the counters hold, on the host.
struct MetricsCounts {
  double loss_sum = 0;
  std::int64_t items = 0;
  std::int64_t not_finite = 0;  // items whose loss or probability was NaN or infinite
  /// [classes, classes]: row true label, column predicted. multi_label: [classes, 2, 2], of each
  /// class: row whether an item is of it, column whether it is taken for it.
  std::vector<std::int64_t> confusion;
  /// Histograms of the score as a logit, ln(p / (1 - p)), in score_bins bins over -score_limit ..
  /// score_limit (ops/math/metrics.h), what lies beyond in the end bins: [outputs, score_bins], of
  /// the items that are of an output's class and of those that are not. Categorical: of each class
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

void check_metrics(const MetricsParams& params);  // throws std::invalid_argument
/// How many counts `confusion` has.
std::size_t confusion_cells(Task task, int classes);

}  // namespace canopy
