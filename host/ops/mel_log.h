// Mel filter bank over a power spectrogram, then an optional logarithm.
#pragma once

#include "base/choices.h"
#include "ops/backend.h"
#include "ops/check.h"

namespace canopy {

struct MelLogParams {
  static constexpr const char* op = "mel_log";
  std::int64_t frames = 1;
  int bins = 257;  // fft / 2 + 1, from 0 Hz to sample_rate / 2
  int sample_rate = 16000;
  int bands = 64;
  float low_hz = 20.0f, high_hz = 8000.0f;
  MelFormula formula = MelFormula::htk;
  bool log = true;  // output the natural logarithm of value + log_offset
  float log_offset = 1e-6f;
  int max_items = 1;
};

class MelLog {
 public:
  virtual ~MelLog() = default;
  /// power [n, frames, bins] -> out [n, frames, bands]; triangles of height 1.
  virtual void run(Stream&, int n, const float* power, float* out) = 0;
};

/// Throws std::invalid_argument for parameters that every backend refuses.
void check_mel_log(const MelLogParams& params);

}  // namespace canopy
