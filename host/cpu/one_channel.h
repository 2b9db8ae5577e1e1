// A first layer's convolution: 3 x 3, stride 1, one channel, filters a multiple of 16, no input
// gradient. It does next to no arithmetic, so what counts is to pass over the images once: forward
// writes y, backward reads dy and y and writes nothing. (oneDNN needs the ReLU's slope applied in
// a pass of its own; with that it took three times as long backward.)
#pragma once

#include <memory>

#include "ops/conv2d.h"

namespace canopy::cpu {

/// Whether make_one_channel_conv2d takes this shape.
bool one_channel_suits(const Conv2dParams& p);
std::unique_ptr<Conv2d> make_one_channel_conv2d(const Conv2dParams& p);

}  // namespace canopy::cpu
