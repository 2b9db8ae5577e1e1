// Clips as waves at the model's sample rate, in host memory.
#pragma once

#include <vector>

#include "config/config.h"
#include "data/clips.h"
#include "ops/backend.h"
#include "tune/synthesis.h"

namespace canopy {

/// Decodes and resamples the first `longest_s` seconds of each clip, in order. A clip that cannot
/// be decoded is skipped: the run has already reported it.
std::vector<ClipWave> read_clip_waves(Backend& backend, Stream& stream, const Config& config,
                                      const std::vector<Clip>& clips, double longest_s,
                                      int threads);

}  // namespace canopy
