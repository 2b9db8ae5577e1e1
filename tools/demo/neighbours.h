// What else sings in the forest: other birds and insects, some of them with harmonics in the
// capuchinbird's own band.
#pragma once

#include <string>
#include <vector>

#include "demo/random.h"
#include "demo/sound.h"

namespace canopy::demo {

/// From which values one animal's are drawn.
struct Range {
  double low, high;
};

/// A kind of animal.
struct Kind {
  const char* name;  // of its source recordings
  Range pitch_hz;
  Range bend;  // end of a note's pitch over its start
  Range note_s, pause_s;
  int harmonics;
  double falloff_db;  // from one harmonic to the next
  double breath;      // share of noise, 0 to 1
  Range tremolo_hz;   // 0: steady
};

/// All kinds, in the order in which source recordings go round them.
const std::vector<Kind>& kinds();

/// One animal. Its notes vary a little around these.
struct Singer {
  const Kind* kind;
  double pitch_hz, bend, note_s, pause_s, tremolo_hz;
};

Singer draw_singer(const Kind& kind, Random& random);

/// Notes until about `seconds` are full, peak 1.
Sound sing(const Singer& singer, double seconds, int rate, Random& random);

}  // namespace canopy::demo
