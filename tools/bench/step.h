// One training step: forward, loss, backward (with fused updates) and the remaining updates.
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
  bool unfused = false;  // update the dense layer's weights after backward
};

/// Rows "step/<model>/b<batch>" and, with this prefix, /forward, /backward and /update.
/// Throws Error(not_a_number) if the loss is not finite.
std::vector<Row> time_step(Backend& backend, const StepOptions& options);

}  // namespace canopy::bench
