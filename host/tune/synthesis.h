// Synthetic recordings, made of clips so that the times of all calls are known. Some are dense,
// with calls that touch and overlap, some are sparse or empty; the backgrounds come from many
// sources.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace canopy {

/// A clip's sound: mono, at the model's rate.
struct ClipWave {
  std::string group;  // the recording that it was cut from
  std::vector<float> samples;
};

struct Span {
  double start_s = 0, end_s = 0;
};

struct SyntheticRecording {
  std::vector<float> samples;  // at SynthesisParams::sample_rate
  std::vector<Span> calls;     // ordered by start; they may overlap a little
};

struct SynthesisParams {
  int sample_rate = 16000;
  double seconds = 120;
  std::uint32_t seed = 1;
};

/// How close together the calls of recording `index` are; the densities take turns.
enum class Density { dense, medium, sparse, empty };
Density density_of(int index);

/// Recording `index` of a seeded series. Its background is the negatives of one source, joined end
/// to end, and sounds of other sources are mixed in. Calls are 2 to 23 dB above the background.
/// Pieces of calls, fainter and at most half as long, are mixed in as well but do not count: the
/// beginning of a call, or an interrupted or distant one, must not be detected. The next call
/// begins between 0.5 s before and 1 s after the end of the last one in a dense recording, up to 8
/// s after it in a medium one, and up to 40 s after it in a sparse one. Throws
/// std::invalid_argument if there are no calls or no negatives.
SyntheticRecording synthesise(const SynthesisParams& params, int index,
                              const std::vector<ClipWave>& calls,
                              const std::vector<ClipWave>& negatives);

}  // namespace canopy
