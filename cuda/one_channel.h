// A first layer's convolution: 3 x 3, stride 1, one channel, no input gradient. It does next to no
// arithmetic, so what counts is to pass over the images once: forward writes y with bias and
// activation, backward reads dy and y and writes nothing but the gradients.
#pragma once

#include <memory>

#include "ops/conv2d.h"

namespace canopy::cuda {

/// Whether make_one_channel_conv2d takes this shape.
bool one_channel_supports(const Conv2dParams& p);
std::unique_ptr<Conv2d> make_one_channel_conv2d(Backend& backend, const Conv2dParams& p);

}  // namespace canopy::cuda
