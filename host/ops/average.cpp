#include "ops/average.h"

#include <stdexcept>

namespace canopy {

void check_average(const AverageParams& params) {
  if (!(params.share > 0 && params.share <= 1))
    throw std::invalid_argument("average: the share of the new value must be in (0, 1]");
}

}  // namespace canopy
