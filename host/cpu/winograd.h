// Convolutions 3 x 3 of stride 1 by Winograd's F(2 x 2, 3 x 3), for channels and filters that are
// multiples of 16: 2.25 times fewer products than oneDNN's direct ones, which already run at the
// processor's peak. A ReLU's slope is applied to dy as it is read, so dy is never written.
#pragma once

#include <memory>

#include "ops/conv2d.h"

namespace canopy::cpu {

/// Whether make_winograd_conv2d takes this shape and this processor gains by it.
bool winograd_suits(const Conv2dParams& p);
std::unique_ptr<Conv2d> make_winograd_conv2d(const Conv2dParams& p);

}  // namespace canopy::cpu
