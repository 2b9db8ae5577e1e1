#include "ops/dropout.h"

#include <stdexcept>

#include "cpu/backend.h"

namespace canopy::cpu {

std::unique_ptr<Dropout> CpuBackend::make_dropout(const DropoutParams&) {
  throw std::logic_error("dropout: still to be written");
}

}  // namespace canopy::cpu
