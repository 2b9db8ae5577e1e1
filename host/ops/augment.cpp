#include "ops/augment.h"

#include <limits>
#include <stdexcept>

namespace canopy {

void check_augment(const AugmentParams& p) {
  constexpr std::int64_t max_samples = std::numeric_limits<std::int32_t>::max() / 2;
  if (p.row_samples < 1 || p.clip_samples < 1 || p.fade < 0 || p.max_items < 1)
    throw std::invalid_argument(
        "augment: row_samples, clip_samples and max_items must be at least 1, and fade must not be "
        "negative");
  if (p.row_samples > max_samples || p.clip_samples > max_samples)
    throw std::invalid_argument("augment: rows and windows must be shorter than 2^30 samples");
}

}  // namespace canopy
