#include "ops/global_pool.h"

#include <stdexcept>

namespace canopy {

void check_global_pool(const GlobalPoolParams& p) {
  check_images(p.op, p.input, p.max_items);
}

}  // namespace canopy
