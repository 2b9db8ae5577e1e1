#include "ops/spectrogram.h"

#include <stdexcept>

#include "cpu/backend.h"

namespace canopy::cpu {

std::unique_ptr<Spectrogram> CpuBackend::make_spectrogram(const SpectrogramParams&) {
  throw std::logic_error("spectrogram: still to be written");
}

}  // namespace canopy::cpu
