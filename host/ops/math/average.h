// The moving average's formula, once for both backends.
#pragma once

#include "base/host_device.h"

namespace canopy {

CANOPY_HD float averaged(float average, float value, float share) {
  return average + share * (value - average);
}

}  // namespace canopy
