#include "ops/moving_average.h"

#include <stdexcept>

namespace canopy {

void check_moving_average(const MovingAverageParams& params) {
  if (!(params.share > 0 && params.share <= 1))
    throw std::invalid_argument("average: the share of the new value must be in (0, 1]");
}

}  // namespace canopy
