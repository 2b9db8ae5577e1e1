// The last step of a split: each side gets the classes that it lacks, where that is possible.
#pragma once

#include <cstddef>
#include <vector>

namespace canopy {

/// Clips that go to the same side of a split.
struct SplitUnit {
  std::vector<std::size_t> clips;
  std::vector<double> of_class;  // number of clips: [classes + 1], the last without classes
};

/// What one side of a split needs of each class: `units` units, or at least one given clip.
struct SideNeeds {
  int units = 1;
  std::vector<double> given;  // clips that are on the side already: [classes + 1], as in SplitUnit
};

/// Moves units until both sides have what they need of each class, or until no move of one or two
/// units reduces what is missing. Among equally good moves, the smallest units are moved. Two units
/// are needed because a unit of several classes may take away what its old side needs. `chosen`
/// units are on the side of `here`.
void repair_split(const std::vector<SplitUnit>& units, std::vector<bool>& chosen,
                  const SideNeeds& here, const SideNeeds& there);

}  // namespace canopy
