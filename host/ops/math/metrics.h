// How a prediction is told from probabilities, for both backends (ops/metrics.h).
#pragma once

#include "base/host_device.h"

namespace canopy::math {

/// outputs 1: class 1 if the probability is above the threshold, else 0. Otherwise the first of
/// the largest probabilities.
CANOPY_HD int predicted_class(const float* probabilities, int outputs, float threshold) {
  if (outputs == 1) return probabilities[0] > threshold ? 1 : 0;
  int top = 0;
  for (int c = 1; c < outputs; ++c) top = probabilities[c] > probabilities[top] ? c : top;
  return top;
}

}  // namespace canopy::math
