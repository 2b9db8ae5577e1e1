// Per-channel energy normalisation (Wang et al., "Trainable frontend for robust and far-field
// keyword spotting", ICASSP 2017): divides each band by its own slow moving average, which removes
// steady background noise and the recording level, and then compresses it.
#pragma once

#include "ops/backend.h"
#include "ops/check.h"

namespace canopy {

struct PcenParams {
  static constexpr const char* op = "pcen";
  std::int64_t frames = 1;
  int bands = 64;
  float gain = 0.98f;        // how much of the level is removed, 0 .. 1
  float bias = 2.0f;         // > 0
  float power = 0.5f;        // compression exponent, > 0
  float smoothing = 0.025f;  // weight of the new frame in the mean, in (0, 1]
  float epsilon = 1e-6f;     // > 0
  int max_items = 1;
};

class Pcen {
 public:
  virtual ~Pcen() = default;
  /// energy [n, frames, bands], non-negative -> out, which may be energy:
  ///   mean[0] = energy[0], mean[t] = (1 - smoothing) mean[t-1] + smoothing energy[t]
  ///   out = (energy / (epsilon + mean) ^ gain + bias) ^ power - bias ^ power
  /// The same as librosa.pcen with zi = (1 - smoothing) energy[0], which starts its filter at the
  /// first frame; by default librosa starts the mean at 1 for any sound.
  virtual void run(Stream&, int n, const float* energy, float* out) = 0;
};

/// The smoothing for a time constant of T > 0 frames, as in librosa: 2 / (1 + sqrt(1 + 4 T^2)).
float pcen_smoothing(double time_constant_frames);

/// Throws std::invalid_argument for parameters that every backend refuses.
void check_pcen(const PcenParams& params);

}  // namespace canopy
