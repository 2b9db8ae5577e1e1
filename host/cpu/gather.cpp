#include "ops/gather.h"

#include <stdexcept>

#include "cpu/backend.h"

namespace canopy::cpu {

std::unique_ptr<Gather> CpuBackend::make_gather(const GatherParams&) {
  throw std::logic_error("gather: still to be written");
}

}  // namespace canopy::cpu
