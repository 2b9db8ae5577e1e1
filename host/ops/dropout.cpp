#include "ops/dropout.h"

#include <stdexcept>

namespace canopy {

void check_dropout(const DropoutParams& p) {
  if (p.size < 1 || p.max_items < 1)
    throw std::invalid_argument("dropout: size and max_items must be at least 1");
  if (!(p.rate >= 0 && p.rate < 1))
    throw std::invalid_argument("dropout: the rate must be in [0, 1)");
}

}  // namespace canopy
