// Short-time Fourier transform, not centred, with a periodic Hann window of `frame` samples,
// zero-padded to `fft`: framed like tf.signal.stft.
#pragma once

#include "ops/backend.h"
#include "ops/check.h"

namespace canopy {

enum class SpectrumScale { magnitude, power, log };  // log: natural, of magnitude + offset

struct SpectrogramParams {
  static constexpr const char* op = "spectrogram";
  std::int64_t samples = 48000;  // per item
  int frame = 320, step = 32, fft = 512;
  SpectrumScale scale = SpectrumScale::magnitude;
  float log_offset = 1e-6f;
  int max_items = 1;
  std::int64_t frames() const { return samples < frame ? 0 : 1 + (samples - frame) / step; }
  int bins() const { return fft / 2 + 1; }
};

class Spectrogram {
 public:
  virtual ~Spectrogram() = default;
  /// out[n, frames, bins] from waves; item i starts at waves + i * stride (floats).
  virtual void run(Stream&, int n, const float* waves, std::int64_t stride, float* out) = 0;
};

/// Throws std::invalid_argument for parameters that every backend refuses.
void check_spectrogram(const SpectrogramParams& params);

}  // namespace canopy
