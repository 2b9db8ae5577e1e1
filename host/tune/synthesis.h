// Recordings made of clips, with the truth about where the calls are: dense ones, whose calls touch
// and overlap, sparse ones and empty ones, over backgrounds of many sources.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace canopy {

/// A clip's sound: mono, at the model's rate.
struct ClipWave {
  std::string group;  // source recording
  std::vector<float> samples;
};

struct Span {
  double start_s = 0, end_s = 0;
};

struct SyntheticRecording {
  std::vector<float> samples;  // at the rate asked for
  std::vector<Span> calls;     // in order of their starts; they may overlap a little
};

struct SynthesisParams {
  int sample_rate = 16000;
  double seconds = 120;
  std::uint32_t seed = 1;
};

/// How close the calls of recording `index` stand to each other; the kinds take turns.
enum class Density { dense, medium, sparse, empty };
Density density_of(int index);

/// Recording `index` of a seeded series. Its background is the negatives of one source, joined end
/// to end, with sounds of other sources over it; calls stand over that at 2 to 23 dB. Pieces of
/// calls, fainter and at most half as long, are there too and do not count: what is heard of a
/// call that begins, breaks off or is far away must not be taken for one. In a dense one a call
/// begins from 0.5 s before to 1 s after the end of the one before, in a medium one up to 8 s, in a
/// sparse one up to 40 s after it. Throws std::invalid_argument without calls or negatives.
SyntheticRecording synthesise(const SynthesisParams& params, int index,
                              const std::vector<ClipWave>& calls,
                              const std::vector<ClipWave>& negatives);

}  // namespace canopy
