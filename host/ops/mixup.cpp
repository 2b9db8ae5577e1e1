#include "ops/mixup.h"

#include <stdexcept>

namespace canopy {

void check_mixup(const MixupParams& p) {
  if (p.size < 1 || p.max_items < 1)
    throw std::invalid_argument("mixup: size and max_items must be at least 1");
}

}  // namespace canopy
