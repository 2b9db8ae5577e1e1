// Whole clips as waves at the model's rate, in host memory.
#pragma once

#include <vector>

#include "config/config.h"
#include "data/clips.h"
#include "ops/backend.h"
#include "tune/synthesis.h"

namespace canopy {

/// Decodes and resamples the clips, in their order; one that cannot be decoded is left out (the run
/// has named it before).
std::vector<ClipWave> read_clip_waves(Backend& backend, Stream& stream, const Config& config,
                                      const std::vector<Clip>& clips, double longest_s,
                                      int threads);

}  // namespace canopy
