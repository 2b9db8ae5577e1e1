#include "ops/norm_act_pool.h"

#include <stdexcept>

namespace canopy {

void check_norm_act_pool(const NormActPoolParams& p) {
  check_images(p.op, p.input, p.max_items);
  if (p.height < 1 || p.width < 1)
    throw std::invalid_argument("norm_act_pool: the window must be at least 1 x 1");
  if (p.input.height < p.height || p.input.width < p.width)
    throw std::invalid_argument("norm_act_pool: the window is larger than the image");
}

}  // namespace canopy
