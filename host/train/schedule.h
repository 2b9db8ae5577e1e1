// The learning-rate schedule.
#pragma once

#include <cstdint>

#include "config/config.h"

namespace canopy {

/// The learning rate of step `step` (counted from 1) out of `total_steps`. `steps_per_epoch`
/// converts the warm-up from epochs to steps.
double learning_rate(const OptimizerConfig& optimizer, const ScheduleConfig& schedule,
                     std::int64_t step, std::int64_t steps_per_epoch, std::int64_t total_steps);

}  // namespace canopy
