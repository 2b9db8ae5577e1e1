// cuFFT behind a small interface, so that the emulated device can replace it.
#pragma once

#include <cstdint>
#include <memory>

#include "cuda/runtime.h"
#include "ops/backend.h"

namespace canopy::cuda {

class Fft {
 public:
  virtual ~Fft() = default;
  /// Computes spectrum[rows, length / 2 + 1] from frames[rows, length], not normalised.
  virtual void run(Stream& stream, const float* frames, float2* spectrum) = 0;
};

/// Plans `rows` real-to-complex transforms of `length` samples. Allocates the plan's work area from
/// the backend. Throws Error(device).
std::unique_ptr<Fft> make_fft(Backend& backend, int length, std::int64_t rows);

}  // namespace canopy::cuda
