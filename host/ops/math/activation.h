// Activations and their derivatives, one element at a time, for both backends.
#pragma once

#include <cmath>

#include "base/host_device.h"
#include "ops/tensor.h"

namespace canopy::math {

CANOPY_HD float sigmoid(float x) {
  // exp of a negative number only: no overflow at either end
  const float e = expf(-fabsf(x));
  return x >= 0 ? 1.0f / (1.0f + e) : e / (1.0f + e);
}

CANOPY_HD float activate(Activation a, float x) {
  switch (a) {
    case Activation::relu: return x > 0 ? x : (x != x ? x : 0.0f);  // keeps NaN visible
    case Activation::sigmoid: return sigmoid(x);
    case Activation::tanh: return tanhf(x);
    default: return x;
  }
}

/// The derivative at x, computed from y = activate(x).
CANOPY_HD float activation_slope(Activation a, float y) {
  switch (a) {
    case Activation::relu: return y > 0 ? 1.0f : 0.0f;
    case Activation::sigmoid: return y * (1.0f - y);
    case Activation::tanh: return 1.0f - y * y;
    default: return 1.0f;
  }
}

}  // namespace canopy::math
