// How far calls reach and how long they may be, once it is settled which peaks are calls.
#pragma once

#include <vector>

#include "config/config.h"
#include "tune/tune.h"

namespace canopy {

/// Chooses margin and merge gap so that calls overlap best with the true ones, then the least and
/// the most duration: each in the middle of the values that cost neither a call nor overlap, as far
/// from doing harm as from doing nothing. `high` is a logit.
void choose_limits(const std::vector<ScoreCurve>& curves,
                   const std::vector<std::vector<Span>>& truth, double high, PeaksConfig& peaks);

}  // namespace canopy
