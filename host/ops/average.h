// An exponential moving average of a tensor, for weights averaged over the last steps of training
// (Polyak and Juditsky 1992).
#pragma once

#include "ops/backend.h"

namespace canopy {

struct AverageParams {
  float share = 0.01f;  // of the new value, in (0, 1]
};

class Average {
 public:
  virtual ~Average() = default;
  /// average[count] += share * (value[count] - average[count]).
  virtual void run(Stream&, std::int64_t count, const float* value, float* average) = 0;
};

/// What every backend refuses, with std::invalid_argument: a share that is none.
void check_average(const AverageParams& params);

}  // namespace canopy
