#include "ops/conv2d.h"

#include <stdexcept>

#include "cpu/backend.h"

namespace canopy::cpu {

std::unique_ptr<Conv2d> CpuBackend::make_conv2d(const Conv2dParams&) {
  throw std::logic_error("conv2d: still to be written");
}

}  // namespace canopy::cpu
