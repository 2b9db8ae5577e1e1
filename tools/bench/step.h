// One training step: forward, loss, backward (with the fused updates) and the rest of the update.
#pragma once

#include <string>
#include <vector>

#include "bench/measure.h"

namespace canopy::bench {

struct StepOptions {
  std::string model = "seed";
  int batch = 16;
  int clip_samples = 48000;
  int warmup = 3, iterations = 15;
  bool unfused = false;
};

/// Rows "step/<model>/b<batch>" and below it /forward, /backward, /update.
/// Throws Error(not_a_number) when the loss is not finite: the figures would mean nothing.
std::vector<Row> time_step(Backend& backend, const StepOptions& options);

}  // namespace canopy::bench
