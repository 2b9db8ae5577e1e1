// A first layer's convolution: 3 x 3, stride 1, one channel, a multiple of 16 filters, no input
// gradient. There is little arithmetic, so the aim is to pass over the images only once: forward
// writes y; backward reads dy and y and writes no image. (oneDNN needs the ReLU's slope applied in
// a separate pass, and then takes three times as long backward.)
#pragma once

#include <memory>

#include "ops/conv2d.h"

namespace canopy::cpu {

/// Whether make_one_channel_conv2d supports this shape.
bool one_channel_supports(const Conv2dParams& p);
std::unique_ptr<Conv2d> make_one_channel_conv2d(const Conv2dParams& p);

}  // namespace canopy::cpu
