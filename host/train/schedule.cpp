#include "train/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace canopy {

double learning_rate(const OptimizerConfig& optimizer, const ScheduleConfig& schedule,
                     std::int64_t step, std::int64_t steps_per_epoch, std::int64_t total_steps) {
  const double peak = optimizer.learning_rate;
  const double warmup = schedule.warmup_epochs * static_cast<double>(steps_per_epoch);
  const auto at = static_cast<double>(step);
  if (at < warmup) return peak * at / warmup;
  if (schedule.type == ScheduleKind::constant) return peak;
  const double decay_steps = std::max(1.0, static_cast<double>(total_steps) - warmup);
  const double progress = std::clamp((at - warmup) / decay_steps, 0.0, 1.0);
  const double share = 0.5 * (1.0 + std::cos(std::numbers::pi * progress));
  return peak * (schedule.final_share + (1.0 - schedule.final_share) * share);
}

}  // namespace canopy
