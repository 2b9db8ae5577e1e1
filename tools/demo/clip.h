// Short clips, several cut from each source recording, as a person cuts them: about the call, now
// and then late.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "demo/capuchinbird.h"
#include "demo/neighbours.h"
#include "demo/place.h"
#include "demo/scene.h"

namespace canopy::demo {

/// A source recording: a place, and who is heard there.
struct Source {
  std::string name;  // "capuchin-03"; its clips are "capuchin-03-0.wav" and so on
  Place place;
  std::optional<Capuchinbird> bird;  // in the positive class
  std::optional<Singer> singer;      // in the other; neither: rain, wind or nobody
};

/// The sources of a class. Rates and channels go round the same way in both classes, so that they
/// tell nothing about the class.
std::vector<Source> draw_sources(bool positive, int count, std::uint64_t seed);

/// One clip of a source, 2.2 to 5 s.
Scene make_clip(const Source& source, Random& random);

/// A distant voice of the place, anywhere in the scene.
void add_neighbour(Scene& scene, double start_s, Random& random);

}  // namespace canopy::demo
