// A whole run on the emulated device, in this process.
#pragma once

#include <string>
#include <vector>

#include "run/run.h"
#include "support/emulated_device.h"

namespace canopy::test {

/// `--config FILE --device cuda --threads 2` with the emulated device as cuda:0.
int train_emulated(const std::string& config, const std::vector<std::string>& settings = {},
                   bool resume = false);

/// The tensors of a model or checkpoint, without its metadata.
std::string weights_of(const std::string& file);

/// The names of all profiler ranges begun so far, one per line.
std::string emulated_ranges();

}  // namespace canopy::test
