// The call that is to be found: a growl of rough noise that jumps into a ladder of harmonics.
#pragma once

#include <vector>

#include "demo/random.h"
#include "demo/sound.h"

namespace canopy::demo {

/// One bird. Its calls vary a little around these.
struct Capuchinbird {
  double growl_hz;  // where the growl's band starts
  double growl_s;
  double roughness_hz;  // of the growl's flutter
  double rung_hz;       // distance of the ladder's harmonics
  double ladder_s;
  double fall;                // share of the pitch lost by the end of the ladder
  std::vector<double> rungs;  // level of harmonic 1, 2, ...
};

Capuchinbird draw_capuchinbird(Random& random);

/// One call: 2 to 5 s, peak 1. What is above the rate's reach is left out.
Sound call(const Capuchinbird& bird, int rate, Random& random);

}  // namespace canopy::demo
