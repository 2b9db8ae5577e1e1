#include "ops/activation.h"

#include <stdexcept>

namespace canopy {

void check_activation(const ActivationParams& p) {
  if (p.size < 1 || p.max_items < 1)
    throw std::invalid_argument("activation: size and max_items must be at least 1");
}

}  // namespace canopy
