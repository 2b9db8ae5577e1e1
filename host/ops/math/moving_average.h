// The moving average's formula, once for both backends.
#pragma once

#include <cstdint>

#include "base/host_device.h"

namespace canopy {

/// Of the new value at step `step`, from 1.
CANOPY_HD float average_share(std::uint32_t step, float least) {
  const float mean = 1.0f / static_cast<float>(step < 1 ? 1 : step);
  return mean > least ? mean : least;
}

CANOPY_HD float averaged(float average, float value, float share) {
  // The first value as it is: what stands in `average` before may be anything, also no number.
  return share >= 1 ? value : average + share * (value - average);
}

}  // namespace canopy
