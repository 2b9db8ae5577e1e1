// How a prediction and the bin of a score are told, for both backends (ops/metrics.h).
#pragma once

#include <cmath>

#include "base/host_device.h"

namespace canopy {

inline constexpr int score_bins = 1024;      // of a histogram of scores
inline constexpr float score_limit = 16;     // of the logits: p from 1.1e-7 to 1 - 1.1e-7
inline constexpr float bins_per_logit = 32;  // score_bins / (2 * score_limit)

}  // namespace canopy

namespace canopy::math {

/// outputs 1: class 1 if the probability is above the threshold, else 0. Otherwise the first of
/// the largest probabilities.
CANOPY_HD int predicted_class(const float* probabilities, int outputs, float threshold) {
  if (outputs == 1) return probabilities[0] > threshold ? 1 : 0;
  int top = 0;
  for (int c = 1; c < outputs; ++c) top = probabilities[c] > probabilities[top] ? c : top;
  return top;
}

/// The bin of a logit, which is no NaN.
CANOPY_HD int score_bin(float logit) {
  const float place = (logit + score_limit) * bins_per_logit;
  if (place < 0) return 0;
  return place < score_bins ? static_cast<int>(place) : score_bins - 1;
}

/// ln(p / (1 - p)) of a softmax, without the cancellation near p = 1. `top` is the largest of the
/// logits, `tops` how many are as large, `below` the sum of exp(logit - top) over all others.
CANOPY_HD float logit_against_rest(float logit, float top, float tops, float below) {
  const float rest = logit < top ? tops + (below - expf(logit - top)) : below + (tops - 1);
  return (logit - top) - logf(rest);
}

}  // namespace canopy::math
