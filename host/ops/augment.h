// Places clips in windows and mixes them: a batch's windows from a cache of longer rows. What is
// done to each item is decided beforehand (feed/augment_plan.h) and lies in device memory.
#pragma once

#include "ops/backend.h"
#include "ops/check.h"

namespace canopy {

/// A sound that is placed in a window: `length` samples of a row from its sample `first` on, of which
/// the first stands at sample `start` of the window (it may lie outside). row -1: no sound.
struct AugmentPart {
  std::int32_t row, length, start;
  std::int32_t first = 0;
};

enum class Background : std::int32_t {
  none,
  mix,  // added over the whole window, at a signal-to-noise ratio
  fill  // in the room that the clips leave, at the level of the clip's own quietest part
};

/// Part of a row, repeated as often as needed: sample t of the window is sample
/// (first + t) % length of it.
struct AugmentBackground {
  std::int32_t row, length, first;
  Background kind;
};

struct AugmentItem {
  AugmentPart clip;
  AugmentPart call;  // a second clip, where the first does not stand
  AugmentBackground background;
  float noise;  // mix: RMS of the background over that of the clips, taken where they stand
  float gain;   // of everything, applied last
};

struct AugmentParams {
  static constexpr const char* op = "augment";
  std::int64_t row_samples = 1;   // of a row of the cache
  std::int64_t clip_samples = 1;  // of a window
  std::int64_t fade = 0;          // samples in which a clip rises out of its background
  int max_items = 1;
};

class Augment {
 public:
  virtual ~Augment() = default;
  /// windows[n, clip_samples]; rows [rows, row_samples] and items [n] are device memory. An item
  /// without a background and of gain 1 is its clip, to the bit, and zeros around it. A background
  /// for which there is no ratio (silence on either side, or no clip in the window) is taken at its
  /// own level; a room filled with silence stays silent.
  virtual void run(Stream&, int n, const float* rows, const AugmentItem* items, float* windows) = 0;
};

/// Throws std::invalid_argument for parameters that every backend refuses.
void check_augment(const AugmentParams& params);

}  // namespace canopy
