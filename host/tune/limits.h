// How far calls extend and how long they may be, after the choice of which peaks are calls.
#pragma once

#include <vector>

#include "config/config.h"
#include "tune/tune.h"

namespace canopy {

/// Chooses the margin and the merge gap for the best overlap with the true calls, then the min and
/// the max duration. Of the values that lose neither a call nor overlap, each limit gets the middle
/// one, which is as far from doing harm as from having no effect. `high` is a logit.
void choose_limits(const std::vector<ScoreCurve>& curves,
                   const std::vector<std::vector<Span>>& truth, double high, PeaksConfig& peaks);

}  // namespace canopy
