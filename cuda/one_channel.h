// A first layer's convolution: 3 x 3, stride 1, one channel, no input gradient. There is little
// arithmetic, so the aim is to pass over the images only once: forward writes y with bias and
// activation; backward reads dy and y and writes only the gradients.
#pragma once

#include <memory>

#include "ops/conv2d.h"

namespace canopy::cuda {

/// Whether make_one_channel_conv2d supports this shape.
bool one_channel_supports(const Conv2dParams& p);
std::unique_ptr<Conv2d> make_one_channel_conv2d(Backend& backend, const Conv2dParams& p);

}  // namespace canopy::cuda
