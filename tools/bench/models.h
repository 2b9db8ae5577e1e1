// The two networks of the benchmark: the reference network and the compact one.
#pragma once

#include <string>

#include "config/config.h"

namespace canopy::bench {

/// "seed" (two 3x3 convolutions and a wide dense layer over magnitudes) or "compact" (four
/// conv-BN-ReLU-pool blocks over log-mels), for clips of `clip_samples` at 16 kHz.
/// Throws Error(usage) for any other name.
Config benchmark_config(const std::string& model, int clip_samples);

}  // namespace canopy::bench
