// Moving average of a tensor, used to average weights over the last training steps (Polyak and
// Juditsky 1992): the plain mean over the first 1 / share steps, an exponential one after that.
#pragma once

#include "ops/backend.h"
#include "ops/optimizer.h"

namespace canopy {

struct MovingAverageParams {
  float share = 0.01f;  // weight of the new value, in (0, 1]
};

class MovingAverage {
 public:
  virtual ~MovingAverage() = default;
  /// average[count] += s * (value[count] - average[count]), where s is the larger of the share and
  /// 1 / step->step (counted from 1): the value of `average` before the first step is ignored.
  virtual void run(Stream&, std::int64_t count, const StepScalars* step, const float* value,
                   float* average) = 0;
};

/// Throws std::invalid_argument for parameters that every backend refuses.
void check_moving_average(const MovingAverageParams& params);

}  // namespace canopy
