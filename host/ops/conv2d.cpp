#include "ops/conv2d.h"

#include <stdexcept>

namespace canopy {

void check_conv2d(const Conv2dParams& p) {
  if (p.input.height < 1 || p.input.width < 1 || p.input.channels < 1 || p.filters < 1 ||
      p.kernel_height < 1 || p.kernel_width < 1 || p.stride_height < 1 || p.stride_width < 1 ||
      p.max_items < 1)
    throw std::invalid_argument(
        "conv2d: input size, filters, kernel size, strides and max_items must be at least 1");
  check_columns(p.op, "filters", p.filters);
  const Image out = p.output();
  if (out.height < 1 || out.width < 1)
    throw std::invalid_argument("conv2d: the kernel is larger than the image");
}

}  // namespace canopy
