// The call to be detected: a growl of rough noise that jumps to a ladder of harmonics.
#pragma once

#include <vector>

#include "demo/random.h"
#include "demo/sound.h"

namespace canopy::demo {

/// One bird. Its calls vary slightly around these values.
struct Capuchinbird {
  double growl_hz;  // start of the growl's band
  double growl_s;
  double roughness_hz;  // rate of the growl's flutter
  double rung_hz;       // spacing of the ladder's harmonics
  double ladder_s;
  double fall;                // share of the pitch lost by the end of the ladder
  std::vector<double> rungs;  // level of harmonic 1, 2, ...
};

Capuchinbird draw_capuchinbird(Random& random);

/// One call: 2 to 5 s long, peak 1.
Sound call(const Capuchinbird& bird, int rate, Random& random);

}  // namespace canopy::demo
