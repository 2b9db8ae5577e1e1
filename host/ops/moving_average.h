// A moving average of a tensor, for weights averaged over the last steps of training (Polyak and
// Juditsky 1992): the plain mean at first, exponential once that has seen enough steps.
#pragma once

#include "ops/backend.h"
#include "ops/optimizer.h"

namespace canopy {

struct MovingAverageParams {
  float share = 0.01f;  // of the new value, in (0, 1]
};

class MovingAverage {
 public:
  virtual ~MovingAverage() = default;
  /// average[count] += s * (value[count] - average[count]), s the share or 1 / step->step (from 1),
  /// whichever is more: what stood in `average` before the first step does not count.
  virtual void run(Stream&, std::int64_t count, const StepScalars* step, const float* value,
                   float* average) = 0;
};

/// What every backend refuses, with std::invalid_argument: a share that is none.
void check_moving_average(const MovingAverageParams& params);

}  // namespace canopy
