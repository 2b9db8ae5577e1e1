#include "ops/pcen.h"

#include <cmath>
#include <stdexcept>

namespace canopy {

float pcen_smoothing(double time_constant_frames) {
  // librosa's (sqrt(1 + 4 T^2) - 1) / (2 T^2), without the cancellation for small T
  const double squared = time_constant_frames * time_constant_frames;
  return static_cast<float>(2 / (1 + std::sqrt(1 + 4 * squared)));
}

void check_pcen(const PcenParams& p) {
  if (p.frames < 1 || p.bands < 1 || p.max_items < 1)
    throw std::invalid_argument("pcen: frames, bands and max_items must be at least 1");
  if (!(p.gain >= 0 && p.bias > 0 && p.power > 0 && p.epsilon > 0 && p.smoothing > 0 &&
        p.smoothing <= 1))
    throw std::invalid_argument(
        "pcen: gain must be >= 0, bias, power and epsilon > 0, and smoothing in (0, 1]");
}

}  // namespace canopy
