#include "ops/spectrogram.h"

#include <stdexcept>

namespace canopy {

void check_spectrogram(const SpectrogramParams& p) {
  if (p.frame < 1 || p.step < 1 || p.max_items < 1)
    throw std::invalid_argument("spectrogram: frame, step and max_items must be at least 1");
  if (p.frame > p.samples)
    throw std::invalid_argument("spectrogram: the frame is longer than the clip");
  if (p.fft < p.frame || p.fft % 2 != 0)
    throw std::invalid_argument("spectrogram: fft must be even and at least as long as the frame");
}

}  // namespace canopy
