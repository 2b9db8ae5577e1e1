// How a window is normalised, one sample at a time, for both backends (ops/rms_normalise.h).
#pragma once

#include <cmath>
#include <cstdint>

#include "base/host_device.h"

namespace canopy::math {

inline constexpr double silent_rms = 1e-6;  // RMS below which a window is silence

/// Each sample becomes (sample - mean) * scale.
struct RmsChange {
  float mean, scale;
};

/// Computed from the sums of a window's samples and of their squares. A window with a NaN is left
/// unchanged, so the NaN stays visible.
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
