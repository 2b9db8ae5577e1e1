#include "ops/gather.h"

#include <stdexcept>

namespace canopy {

void check_gather(const GatherParams& p) {
  if (p.row < 1 || p.max_items < 1)
    throw std::invalid_argument("gather: row and max_items must be at least 1");
}

}  // namespace canopy
