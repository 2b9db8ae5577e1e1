// Long forest recordings with calls at known times.
#pragma once

#include <vector>

#include "demo/random.h"
#include "demo/scene.h"

namespace canopy::demo {

/// From the start of the growl to the end of the ladder, in seconds from the start of the
/// recording.
struct Interval {
  double start_s, end_s;
};

struct Recording {
  Scene scene;
  std::vector<Interval> calls;  // ordered by start
};

/// The number of calls in each of `count` recordings of this length: 0 to 6 in turn, limited to
/// what fits, shuffled with the seed.
std::vector<int> draw_call_counts(int count, double seconds, std::uint64_t seed);

/// A stereo recording with its own place and birds. Calls are at least `min_pause_s` apart, so that
/// scanning with windows of 3 s counts them separately.
Recording make_recording(int calls, double seconds, Random& random);
constexpr double min_pause_s = 8.0;

}  // namespace canopy::demo
