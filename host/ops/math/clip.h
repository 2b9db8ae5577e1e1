// The factor that limits a gradient's norm, for both backends (ops/gradient_clip.h).
#pragma once

#include <cmath>

#include "base/host_device.h"

namespace canopy::math {

/// Computed from the squared norm. A norm of NaN gives NaN; an infinite one gives 0, which turns
/// infinite gradients into NaN.
CANOPY_HD float clip_scale(double square, double max_norm) {
  const double scale = max_norm / (sqrt(square) + 1e-6);
  return scale >= 1.0 ? 1.0f : static_cast<float>(scale);
}

}  // namespace canopy::math
