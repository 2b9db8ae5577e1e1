// The factor that holds a gradient's norm to a bound, for both backends (see ops/gradient_clip.h).
#pragma once

#include <cmath>

#include "base/host_device.h"

namespace canopy::math {

/// From the squared norm. NaN stays NaN, and so does an endless norm times the factor 0.
CANOPY_HD float clip_scale(double square, double max_norm) {
  const double scale = max_norm / (sqrt(square) + 1e-6);
  return scale >= 1.0 ? 1.0f : static_cast<float>(scale);
}

}  // namespace canopy::math
