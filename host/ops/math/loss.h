// The output functions with their losses, one item at a time, for both backends (ops/loss.h).
// Everything is told from the logits through exponentials of negative numbers, so that nothing
// overflows, and a gradient near 0 keeps its digits.
#pragma once

#include <cmath>
#include <cstdint>

#include "base/host_device.h"
#include "ops/math/activation.h"

namespace canopy::math {

struct LossValue {
  float loss;
  float gradient;  // of the loss with respect to the logit
};

/// Sigmoid with binary cross-entropy. A label that is neither 0 nor 1 gives NaN.
CANOPY_HD LossValue binary_loss(float logit, std::int32_t label) {
  if (label != 0 && label != 1) return {NAN, NAN};
  const float wrong = label == 1 ? -logit : logit;  // how far on the wrong side
  const float loss = (wrong > 0 ? wrong : 0.0f) + log1pf(expf(-fabsf(wrong)));
  const float slope = sigmoid(wrong);
  return {loss, label == 1 ? -slope : slope};
}

/// Softmax of `classes` logits, written to probabilities.
CANOPY_HD void softmax(const float* logits, int classes, float* probabilities) {
  float most = logits[0];
  for (int c = 1; c < classes; ++c) most = logits[c] > most ? logits[c] : most;
  float total = 0;
  for (int c = 0; c < classes; ++c) total += probabilities[c] = expf(logits[c] - most);
  for (int c = 0; c < classes; ++c) probabilities[c] /= total;
}

/// Cross-entropy of softmax(logits); a label out of range gives NaN.
CANOPY_HD float categorical_loss(const float* logits, int classes, std::int32_t label) {
  if (label < 0 || label >= classes) return NAN;
  int top = 0;
  for (int c = 1; c < classes; ++c) top = logits[c] > logits[top] ? c : top;
  float others = 0;
  for (int c = 0; c < classes; ++c)
    if (c != top) others += expf(logits[c] - logits[top]);
  return log1pf(others) + (logits[top] - logits[label]);
}

/// The gradient of categorical_loss with respect to logit c, from the probabilities.
CANOPY_HD float categorical_gradient(const float* probabilities, int classes, std::int32_t label,
                                     int c) {
  if (label < 0 || label >= classes) return NAN;
  if (c != label) return probabilities[c];
  float others = 0;  // 1 - p, without its cancellation near p = 1
  for (int i = 0; i < classes; ++i)
    if (i != label) others += probabilities[i];
  return -others;
}

}  // namespace canopy::math
