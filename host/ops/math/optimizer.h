// The update formulas, one element at a time, for both backends (ops/optimizer.h).
#pragma once

#include <cmath>

#include "base/host_device.h"
#include "ops/optimizer.h"

namespace canopy::math {

/// m and v are the moments; `decay` is learning_rate * weight_decay (AdamW) or 0.
CANOPY_HD void adam_update(float& w, float& m, float& v, float g, float beta1, float beta2,
                           float scale, float epsilon, float decay) {
  m += (g - m) * (1.0f - beta1);
  v += (g * g - v) * (1.0f - beta2);
  w -= decay * w + scale * m / (sqrtf(v) + epsilon);
}

CANOPY_HD void sgd_update(float& w, float& m, float g, float momentum, bool nesterov, float rate,
                          float weight_decay) {
  g += weight_decay * w;
  m = momentum * m + g;
  w -= rate * (nesterov ? g + momentum * m : m);
}

}  // namespace canopy::math
