// Long forest recordings with calls in them, and where the calls are.
#pragma once

#include <vector>

#include "demo/random.h"
#include "demo/scene.h"

namespace canopy::demo {

/// From the growl's start to the ladder's end, in seconds from the recording's start.
struct Interval {
  double start_s, end_s;
};

struct Recording {
  Scene scene;
  std::vector<Interval> calls;  // in order
};

/// How many calls each of `count` recordings of this length has: 0 to 6 in turn, as many as fit,
/// shuffled by the seed.
std::vector<int> draw_call_counts(int count, double seconds, std::uint64_t seed);

/// A stereo recording of a place of its own, with birds of its own. Calls lie at least
/// `least_pause_s` apart, so that windows of 3 s count them one by one.
Recording make_recording(int calls, double seconds, Random& random);
constexpr double least_pause_s = 8.0;

}  // namespace canopy::demo
