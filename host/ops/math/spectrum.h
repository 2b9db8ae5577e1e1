// From a complex spectrum to the network's input, one value at a time, for both backends
// (ops/spectrogram.h, ops/mel_log.h).
#pragma once

#include <cmath>

#include "base/host_device.h"

namespace canopy::math {

CANOPY_HD float power(float real, float imaginary) {
  return real * real + imaginary * imaginary;
}

CANOPY_HD float magnitude(float power) {
  return sqrtf(power);
}

/// The logarithm of a magnitude or of a mel band; the offset keeps silence finite.
CANOPY_HD float log_scale(float value, float offset) {
  return logf(value + offset);
}

}  // namespace canopy::math
