// The figures of one part of the split (training, validation or test), as every output reports them.
#pragma once

#include <cstdint>
#include <vector>

#include "base/task.h"

namespace canopy {

/// What the counters of one part (training or test) say. With N classes precision, recall and F1
/// are averages over the classes (macro), and tp, fp, tn, fn sums of each class against the rest.
/// Multi-label: tp, fp, tn, fn count all pairs of a clip and a class, and accuracy, precision,
/// recall and F1 come from them (micro), so that accuracy is the share of the pairs that are right.
/// A ratio with nothing below it is 0, as in TensorFlow. average_precision and roc_auc do not come
/// from the confusion matrix; they are 0 where nothing was ranked.
struct PartMetrics {
  double loss = 0, accuracy = 0, precision = 0, recall = 0, f1 = 0;
  double average_precision = 0, roc_auc = 0;
  std::int64_t items = 0, tp = 0, fp = 0, tn = 0, fn = 0;
  // [classes, classes]: row true, column predicted; multi-label: [classes, 2, 2], of each class
  std::vector<std::int64_t> confusion;
  double seconds = 0, clips_per_s = 0;
};

/// One class against all others.
struct ClassCounts {
  std::int64_t tp = 0, fp = 0, tn = 0, fn = 0;
  double precision() const;
  double recall() const;
  double f1() const;
};

/// Class `of` of a confusion matrix as PartMetrics has it.
ClassCounts count_class(const std::vector<std::int64_t>& confusion, int classes, int of, Task task);

/// loss_sum and the confusion matrix -> figures. Binary: class 1 is positive.
PartMetrics summarise(double loss_sum, std::int64_t items,
                      const std::vector<std::int64_t>& confusion, int classes, Task task);

}  // namespace canopy
