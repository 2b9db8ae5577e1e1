// Places clips in windows and mixes them: makes a batch's windows from a cache of longer rows. What
// happens to each item is decided beforehand (feed/augment_plan.h) and passed in device memory.
#pragma once

#include "ops/backend.h"
#include "ops/check.h"

namespace canopy {

/// A sound placed in a window: `length` samples of a row from its sample `first` on, placed at the
/// window's sample `start`, which may lie outside the window. row -1: no sound.
struct AugmentPart {
  std::int32_t row, length, start;
  std::int32_t first = 0;
};

enum class Background : std::int32_t {
  none,
  mix,  // added over the whole window, at a signal-to-noise ratio
  fill  // only where there is no clip, at the level of the clip's own quietest part
};

/// Part of a row, repeated as often as needed: sample t of the window is its sample
/// (first + t) % length.
struct AugmentBackground {
  std::int32_t row, length, first;
  Background kind;
};

struct AugmentItem {
  AugmentPart clip;
  AugmentPart call;  // a second clip, added to the first
  AugmentBackground background;
  float noise;  // mix: ratio of the background's RMS to the clips', both measured under the clips
  float gain;   // of the whole window, applied last
};

struct AugmentParams {
  static constexpr const char* op = "augment";
  std::int64_t row_samples = 1;   // samples per row of the cache
  std::int64_t clip_samples = 1;  // samples per window
  std::int64_t fade = 0;          // samples over which a clip fades in and out of its background
  int max_items = 1;
};

class Augment {
 public:
  virtual ~Augment() = default;
  /// windows[n, clip_samples]; rows [rows, row_samples] and items [n] are device memory. An item
  /// with gain 1 and no background is an exact copy of its clip, surrounded by zeros. A background
  /// keeps its own level if no ratio can be computed (because either side is silent or no clip is
  /// in the window); filling with silence leaves silence.
  virtual void run(Stream&, int n, const float* rows, const AugmentItem* items, float* windows) = 0;
};

/// Throws std::invalid_argument for parameters that every backend refuses.
void check_augment(const AugmentParams& params);

}  // namespace canopy
