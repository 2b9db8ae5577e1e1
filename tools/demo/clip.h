// Short clips, several from each source recording. As if cut by hand, they surround the call but
// sometimes start too late.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "demo/capuchinbird.h"
#include "demo/neighbours.h"
#include "demo/place.h"
#include "demo/scene.h"

namespace canopy::demo {

/// A source recording: a place and the animals there.
struct Source {
  std::string name;  // such as "capuchin-03", with the clips "capuchin-03-0.wav" and so on
  Place place;
  std::optional<Capuchinbird> bird;  // in the positive class
  std::optional<Singer> singer;      // in the negative class; if neither: rain, wind or no animal
};

/// The sources of a class. Sample rates and channel counts alternate in the same way in both
/// classes, so that they reveal nothing about the class.
std::vector<Source> draw_sources(bool positive, int count, std::uint64_t seed);

/// One clip of a source, 2.2 to 5 s long.
Scene make_clip(const Source& source, Random& random);

/// Adds one of the place's distant animals at `start_s`.
void add_neighbour(Scene& scene, double start_s, Random& random);

}  // namespace canopy::demo
