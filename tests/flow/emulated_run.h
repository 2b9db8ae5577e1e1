// Runs the main job in this process on the emulated device.
#pragma once

#include <string>
#include <vector>

#include "support/emulated_device.h"
#include "run/run.h"

namespace canopy::test {

/// `--config FILE --device cuda --threads 2` with the emulated device as cuda:0.
int train_emulated(const std::string& config, const std::vector<std::string>& settings = {},
                   bool resume = false);

/// The tensors of a model or checkpoint, without its metadata.
std::string weights_of(const std::string& file);

/// The names of all ranges that have begun so far, a line each.
std::string emulated_ranges();

}  // namespace canopy::test
