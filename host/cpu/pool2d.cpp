#include "ops/pool2d.h"

#include <stdexcept>

#include "cpu/backend.h"

namespace canopy::cpu {

std::unique_ptr<Pool2d> CpuBackend::make_pool2d(const Pool2dParams&) {
  throw std::logic_error("pool2d: still to be written");
}

}  // namespace canopy::cpu
