// The learning rate over the steps of a run.
#pragma once

#include <cstdint>

#include "config/config.h"

namespace canopy {

/// The rate of step `step` (from 1) of `total_steps`; `steps_per_epoch` turns warm-up into steps.
double learning_rate(const OptimizerConfig& optimizer, const ScheduleConfig& schedule,
                     std::int64_t step, std::int64_t steps_per_epoch, std::int64_t total_steps);

}  // namespace canopy
