// Counters kept on the device in one small block, which is downloaded once per epoch.
#pragma once

#include <vector>

#include "base/task.h"
#include "ops/backend.h"
#include "ops/check.h"

namespace canopy {

struct MetricsParams {
  static constexpr const char* op = "metrics";
  Task task = Task::binary;
  int classes = 2;         // binary: 2; multi_label: at most max_labels
  float threshold = 0.5f;  // binary, multi_label: probabilities above it are positive answers;
                           // categorical: ignored, the most probable class is the answer
  int max_items = 1;
  int outputs() const { return outputs_of(task, classes); }
};

struct MetricsTensors {
  const float* probabilities;  // [n, outputs]
  const std::int32_t* labels;  // [n], see base/task.h
  const float* loss;           // [n]; null: treated as zero
  const float* logits;         // [n, outputs], for the histograms; null: histograms not updated
};

/// The counters' values, on the host.
struct MetricsCounts {
  double loss_sum = 0;
  std::int64_t items = 0;
  std::int64_t not_finite = 0;  // items whose loss or probability was NaN or infinite
  /// [classes, classes]: true label by predicted label. multi_label: [classes, 2, 2], for each
  /// class whether an item has it by whether it was predicted.
  std::vector<std::int64_t> confusion;
  /// Histograms of the score as a logit, ln(p / (1 - p)), in score_bins bins over -score_limit ..
  /// score_limit (ops/math/metrics.h); the first and last bin also count scores beyond that range.
  /// [outputs, score_bins], for the items of an output's class and for all others. Categorical:
  /// each class against the rest.
  std::vector<std::int64_t> positives, negatives;
};

class Metrics {
 public:
  virtual ~Metrics() = default;
  /// Size in bytes of the block of counters in device memory; call reset() before the first use.
  virtual std::size_t bytes() const = 0;
  virtual void reset(Stream&, void* counters) = 0;
  /// Adds n items.
  virtual void accumulate(Stream&, int n, const MetricsTensors& t, void* counters) = 0;
  /// Decodes a downloaded block.
  virtual MetricsCounts read(const void* host_block) const = 0;
};

/// Throws std::invalid_argument for parameters that every backend refuses.
void check_metrics(const MetricsParams& params);
/// The number of counts in `confusion`.
std::size_t confusion_cells(Task task, int classes);

}  // namespace canopy
