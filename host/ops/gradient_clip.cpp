#include "ops/gradient_clip.h"

#include <stdexcept>

namespace canopy {

void check_gradient_clip(const GradientClipParams& p) {
  if (!(p.max_norm > 0) || p.max_count < 0)
    throw std::invalid_argument(
        "gradient_clip: max_norm must be positive and max_count must not be negative");
}

}  // namespace canopy
