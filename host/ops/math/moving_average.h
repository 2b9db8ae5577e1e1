// The moving average's formula, once for both backends.
#pragma once

#include <cstdint>

#include "base/host_device.h"

namespace canopy {

/// The weight of the new value at step `step`, counted from 1.
CANOPY_HD float average_share(std::uint32_t step, float min_share) {
  const float mean = 1.0f / static_cast<float>(step < 1 ? 1 : step);
  return mean > min_share ? mean : min_share;
}

CANOPY_HD float averaged(float average, float value, float share) {
  // The first value is copied, because `average` may hold anything before it, even NaN.
  return share >= 1 ? value : average + share * (value - average);
}

}  // namespace canopy
