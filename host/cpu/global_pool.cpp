#include "ops/global_pool.h"

#include <stdexcept>

#include "cpu/backend.h"

namespace canopy::cpu {

std::unique_ptr<GlobalPool> CpuBackend::make_global_pool(const GlobalPoolParams&) {
  throw std::logic_error("global_pool: still to be written");
}

}  // namespace canopy::cpu
