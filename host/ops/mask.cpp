#include "ops/mask.h"

#include <stdexcept>

#include "ops/math/mask.h"

namespace canopy {

void check_mask(const MaskParams& p) {
  if (p.frames < 1 || p.bands < 1 || p.max_items < 1)
    throw std::invalid_argument("mask: frames, bands and max_items must be at least 1");
  if (p.time_masks < 0 || p.time_masks > math::max_masks || p.band_masks < 0 ||
      p.band_masks > math::max_masks)
    throw std::invalid_argument("mask: time_masks and band_masks must be in 0 .. 16");
  if (p.max_frames < 0 || p.max_frames > p.frames || p.max_bands < 0 || p.max_bands > p.bands)
    throw std::invalid_argument(
        "mask: max_frames and max_bands must not be negative or exceed the image");
}

}  // namespace canopy
