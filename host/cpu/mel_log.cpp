#include "ops/mel_log.h"

#include <stdexcept>

#include "cpu/backend.h"

namespace canopy::cpu {

std::unique_ptr<MelLog> CpuBackend::make_mel_log(const MelLogParams&) {
  throw std::logic_error("mel_log: still to be written");
}

}  // namespace canopy::cpu
