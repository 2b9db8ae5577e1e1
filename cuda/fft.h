// cuFFT behind one small class, so that the emulated device can put another transform in its place.
#pragma once

#include <cstdint>
#include <memory>

#include "cuda/runtime.h"
#include "ops/backend.h"

namespace canopy::cuda {

class Fft {
 public:
  virtual ~Fft() = default;
  /// spectrum[rows, length / 2 + 1] of frames[rows, length], not normalised.
  virtual void run(Stream& stream, const float* frames, float2* spectrum) = 0;
};

/// Plans `rows` real-to-complex transforms of `length` samples. The plan's work area comes from the
/// backend's memory, taken here. Throws Error(device).
std::unique_ptr<Fft> make_fft(Backend& backend, int length, std::int64_t rows);

}  // namespace canopy::cuda
