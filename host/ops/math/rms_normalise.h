// A window's level, for both backends (ops/rms_normalise.h).
#pragma once

#include <cmath>
#include <cstdint>

#include "base/host_device.h"

namespace canopy::math {

inline constexpr double silent_rms = 1e-6;  // RMS below which a window is silence

/// What a window's samples are changed by: (sample - mean) * scale.
struct RmsChange {
  float mean, scale;
};

/// From the sums of a window's samples and of their squares. A NaN among them changes nothing, and
/// so stays where it is.
CANOPY_HD RmsChange rms_change(double sum, double squares, std::int64_t samples) {
  const double mean = sum / static_cast<double>(samples);
  const double variance = squares / static_cast<double>(samples) - mean * mean;
  if (!(variance >= silent_rms * silent_rms)) return {0.0f, 1.0f};
  return {static_cast<float>(mean), static_cast<float>(1 / sqrt(variance))};
}

CANOPY_HD float rms_normalised(float sample, RmsChange change) {
  return (sample - change.mean) * change.scale;
}

}  // namespace canopy::math
