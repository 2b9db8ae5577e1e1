#include "ops/norm_act_pool.h"

#include <stdexcept>

#include "cpu/backend.h"

namespace canopy::cpu {

std::unique_ptr<NormActPool> CpuBackend::make_norm_act_pool(const NormActPoolParams&) {
  throw std::logic_error("norm_act_pool: still to be written");
}

}  // namespace canopy::cpu
