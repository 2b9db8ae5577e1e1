#include "ops/rms_normalise.h"

#include <stdexcept>

namespace canopy {

void check_rms_normalise(const RmsNormaliseParams& p) {
  if (p.samples < 1 || p.max_items < 1)
    throw std::invalid_argument("rms_normalise: samples and max_items must be at least 1");
}

}  // namespace canopy
