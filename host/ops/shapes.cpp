// Output shapes of the ops that slide windows over an image.
#include "ops/conv2d.h"
#include "ops/pool2d.h"

namespace canopy {
namespace {

std::int64_t windows(std::int64_t size, int kernel, int stride, Padding padding) {
  if (padding == Padding::same) return (size + stride - 1) / stride;
  return size < kernel ? 0 : 1 + (size - kernel) / stride;
}

}  // namespace

Image Conv2dParams::output() const {
  return {windows(input.height, kernel_height, stride_height, padding),
          windows(input.width, kernel_width, stride_width, padding), filters};
}

Image Pool2dParams::output() const {
  return {windows(input.height, height, stride_height, Padding::valid),
          windows(input.width, width, stride_width, Padding::valid), input.channels};
}

}  // namespace canopy
