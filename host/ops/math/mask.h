// Where a spectrogram is masked, for both backends (ops/mask.h).
#pragma once

#include <cstdint>

#include "base/host_device.h"
#include "base/philox.h"
#include "ops/mask.h"

namespace canopy::math {

inline constexpr int max_masks = 16;  // of each kind

struct MaskSpan {
  std::int64_t begin, end;
};

/// Maps a random word to an integer in 0 .. count - 1.
CANOPY_HD std::int64_t to_range(std::uint32_t word, std::int64_t count) {
  return static_cast<std::int64_t>(
      (static_cast<std::uint64_t>(word) * static_cast<std::uint64_t>(count)) >> 32);
}

/// An item's mask `number`: time masks come first, then band masks. `max_length` is the mask's
/// maximum length and `size` the image's extent.
CANOPY_HD MaskSpan mask_span(std::uint64_t seed, std::uint32_t step, std::int64_t item, int number,
                             std::int64_t max_length, std::int64_t size) {
  const Philox4 words = philox(
      seed, static_cast<std::uint64_t>(item) * (2 * max_masks) + static_cast<unsigned>(number),
      step);
  const std::int64_t length = to_range(words.v[0], max_length + 1);
  const std::int64_t begin = to_range(words.v[1], size - length + 1);
  return {begin, begin + length};
}

CANOPY_HD MaskSpan mask_of(const MaskParams& p, std::uint32_t step, std::int64_t item, int number) {
  return number < p.time_masks ? mask_span(p.seed, step, item, number, p.max_frames, p.frames)
                               : mask_span(p.seed, step, item, max_masks + number - p.time_masks,
                                           p.max_bands, p.bands);
}

/// Whether the value at (frame, band) lies in one of the item's masks.
CANOPY_HD bool masked(const MaskParams& p, const MaskSpan* spans, std::int64_t frame,
                      std::int64_t band) {
  for (int m = 0; m < p.time_masks + p.band_masks; ++m) {
    const std::int64_t at = m < p.time_masks ? frame : band;
    if (at >= spans[m].begin && at < spans[m].end) return true;
  }
  return false;
}

}  // namespace canopy::math
