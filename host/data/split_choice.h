// Which units go to one side of a split.
#pragma once

#include <vector>

#include "data/split_repair.h"

namespace canopy {

/// Chooses units for a side that should hold `share` of each class. In the given order, a unit is
/// chosen if that brings the side closer to its shares. If all units of a class would then be on
/// one side, the smallest of them changes sides; repair_split() does the rest. `total` counts the
/// clips of each class ([classes + 1], as in SplitUnit); `here` is the chosen side, `there` the
/// other one.
std::vector<bool> choose_share(const std::vector<SplitUnit>& units,
                               const std::vector<double>& total, double share,
                               const SideNeeds& here, const SideNeeds& there);

/// Chooses the test units of one of `folds` folds. Units are dealt out from the largest to the
/// smallest, each to the fold with the fewest clips of its classes.
std::vector<bool> choose_fold(const std::vector<SplitUnit>& units, const std::vector<double>& total,
                              int folds, int fold);

}  // namespace canopy
