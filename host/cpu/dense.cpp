#include "ops/dense.h"

#include <stdexcept>

#include "cpu/backend.h"

namespace canopy::cpu {

std::unique_ptr<Dense> CpuBackend::make_dense(const DenseParams&) {
  throw std::logic_error("dense: still to be written");
}

}  // namespace canopy::cpu
