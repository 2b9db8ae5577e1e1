// Which counters an answer and a score are counted in, for both backends (ops/metrics.h).
#pragma once

#include <cmath>
#include <cstdint>

#include "base/host_device.h"
#include "base/task.h"

namespace canopy {

inline constexpr int score_bins = 1024;      // of a histogram of scores
inline constexpr float score_limit = 16;     // a logit: p from 1.1e-7 to 1 - 1.1e-7
inline constexpr float bins_per_logit = 32;  // score_bins / (2 * score_limit)

}  // namespace canopy

namespace canopy::math {

/// The class with the highest probability; the first one if there are several.
CANOPY_HD int highest(const float* probabilities, int classes) {
  int top = 0;
  for (int c = 1; c < classes; ++c) top = probabilities[c] > probabilities[top] ? c : top;
  return top;
}

/// The cell of the confusion matrix for an item's answer; multi_label: its answer for class c.
CANOPY_HD std::int64_t confusion_cell(Task task, int classes, const float* probabilities,
                                      float threshold, std::int32_t label, int c) {
  if (task == Task::categorical)
    return static_cast<std::int64_t>(label) * classes + highest(probabilities, classes);
  if (task == Task::binary) return 2 * label + (probabilities[0] > threshold ? 1 : 0);
  return 4 * c + 2 * (label_has(task, label, c) ? 1 : 0) + (probabilities[c] > threshold ? 1 : 0);
}

/// The bin of a logit, which must not be NaN.
CANOPY_HD int score_bin(float logit) {
  const float place = (logit + score_limit) * bins_per_logit;
  if (place < 0) return 0;
  return place < score_bins ? static_cast<int>(place) : score_bins - 1;
}

/// The index in the histograms of output c's score, a logit.
CANOPY_HD std::int64_t score_index(Task task, std::int32_t label, int c, float logit) {
  const bool positive = task == Task::binary ? label == 1 : label_has(task, label, c);
  return (2 * static_cast<std::int64_t>(c) + (positive ? 0 : 1)) * score_bins + score_bin(logit);
}

/// ln(p / (1 - p)) of a softmax, without cancellation near p = 1. `top` is the largest logit,
/// `tops` the number of logits equal to it, `below` the sum of exp(logit - top) over all others.
CANOPY_HD float logit_against_rest(float logit, float top, float tops, float below) {
  const float rest = logit < top ? tops + (below - expf(logit - top)) : below + (tops - 1);
  return (logit - top) - logf(rest);
}

}  // namespace canopy::math
