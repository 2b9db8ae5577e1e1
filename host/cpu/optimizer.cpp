#include "ops/optimizer.h"

#include <stdexcept>

#include "cpu/backend.h"

namespace canopy::cpu {

std::unique_ptr<Optimizer> CpuBackend::make_optimizer(const OptimizerParams&) {
  throw std::logic_error("optimizer: still to be written");
}

}  // namespace canopy::cpu
