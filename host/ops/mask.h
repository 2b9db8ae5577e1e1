// Replaces spans of frames and ranges of bands of a spectrogram by its mean (Park et al.,
// "SpecAugment", 2019). The masks depend only on (seed, step, item).
#pragma once

#include "ops/backend.h"
#include "ops/check.h"
#include "ops/optimizer.h"

namespace canopy {

struct MaskParams {
  static constexpr const char* op = "mask";
  std::int64_t frames = 1;
  std::int64_t bands = 1;
  int time_masks = 0;            // 0 .. 16
  std::int64_t max_frames = 0;   // a mask's length is uniform in 0 .. max_frames <= frames
  int band_masks = 0;            // 0 .. 16
  std::int64_t max_bands = 0;    // likewise for bands
  std::uint64_t seed = 0;
  int max_items = 1;
};

class Mask {
 public:
  virtual ~Mask() = default;
  /// images [n, frames, bands], in place; step is device memory.
  virtual void run(Stream&, int n, const StepScalars* step, float* images) = 0;
};

/// Throws std::invalid_argument for parameters that every backend refuses.
void check_mask(const MaskParams& params);

}  // namespace canopy
