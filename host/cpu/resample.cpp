#include "ops/resample.h"

#include <stdexcept>

#include "cpu/backend.h"

namespace canopy::cpu {

std::unique_ptr<Resample> CpuBackend::make_resample(const ResampleParams&) {
  throw std::logic_error("resample: still to be written");
}

}  // namespace canopy::cpu
