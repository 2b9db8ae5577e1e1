// Other animals in the forest: birds, frogs and insects, some of them with harmonics in the
// capuchinbird's frequency band.
#pragma once

#include <string>
#include <vector>

#include "demo/random.h"
#include "demo/sound.h"

namespace canopy::demo {

/// The range from which an animal's value is drawn.
struct Range {
  double low, high;
};

/// A kind of animal.
struct Kind {
  const char* name;  // as in the names of its source recordings
  Range pitch_hz;
  Range bend;  // pitch at the end of a note, relative to its start
  Range note_s, pause_s;
  int harmonics;
  double falloff_db;  // from one harmonic to the next
  double breath;      // noise in the voice, 0 to 1
  Range tremolo_hz;   // 0: none
};

/// All kinds, in the order in which the sources use them.
const std::vector<Kind>& kinds();

/// One animal. Its notes vary slightly around these values.
struct Singer {
  const Kind* kind;
  double pitch_hz, bend, note_s, pause_s, tremolo_hz;
};

Singer draw_singer(const Kind& kind, Random& random);

/// Notes for about `seconds`, peak 1.
Sound sing(const Singer& singer, double seconds, int rate, Random& random);

}  // namespace canopy::demo
