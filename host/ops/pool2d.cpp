#include "ops/pool2d.h"

#include <stdexcept>

namespace canopy {

void check_pool2d(const Pool2dParams& p) {
  check_images(p.op, p.input, p.max_items);
  if (p.height < 1 || p.width < 1 || p.stride_height < 1 || p.stride_width < 1)
    throw std::invalid_argument("pool2d: window and strides must be at least 1");
  if (p.input.height < p.height || p.input.width < p.width)
    throw std::invalid_argument("pool2d: the window is larger than the image");
}

}  // namespace canopy
