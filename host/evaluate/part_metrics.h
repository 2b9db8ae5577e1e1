// The metrics of one part of the split (training, validation or test), as used in all outputs.
#pragma once

#include <cstdint>
#include <vector>

#include "base/task.h"

namespace canopy {

/// Categorical: precision, recall and F1 are averages over the classes (macro); tp, fp, tn and fn
/// are sums over the classes, each against the rest.
/// Multi-label: tp, fp, tn and fn count all pairs of a clip and a class; accuracy, precision,
/// recall and F1 are computed from them (micro), so accuracy is the fraction of correct pairs. A
/// ratio whose denominator is 0 is 0, as in TensorFlow. average_precision and roc_auc are not
/// computed from the confusion matrix; they are 0 if nothing was ranked.
struct PartMetrics {
  double loss = 0, accuracy = 0, precision = 0, recall = 0, f1 = 0;
  double average_precision = 0, roc_auc = 0;
  std::int64_t items = 0, tp = 0, fp = 0, tn = 0, fn = 0;
  // [classes, classes]: row true, column predicted; multi-label: [classes, 2, 2], one per class
  std::vector<std::int64_t> confusion;
  double seconds = 0, clips_per_s = 0;
};

/// One class against the rest.
struct ClassCounts {
  std::int64_t tp = 0, fp = 0, tn = 0, fn = 0;
  double precision() const;
  double recall() const;
  double f1() const;
};

/// The counts of one class in a confusion matrix laid out as PartMetrics::confusion.
ClassCounts count_class(const std::vector<std::int64_t>& confusion, int classes, int class_index,
                        Task task);

/// Metrics from the summed loss and the confusion matrix; `average_precision`, `roc_auc`, `seconds`
/// and `clips_per_s` stay 0. Binary: class 1 is positive.
PartMetrics summarise(double loss_sum, std::int64_t items,
                      const std::vector<std::int64_t>& confusion, int classes, Task task);

}  // namespace canopy
