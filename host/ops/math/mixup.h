// Mixup's blend, one value at a time, for both backends (ops/mixup.h).
#pragma once

#include "base/host_device.h"

namespace canopy::math {

CANOPY_HD float blend(float own, float other, float share) {
  return share == 1.0f ? own : share * own + (1.0f - share) * other;
}

}  // namespace canopy::math
