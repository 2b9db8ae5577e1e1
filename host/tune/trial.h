// What a choice of parameters comes to on curves whose calls are known.
#pragma once

#include <vector>

#include "scan/peaks.h"
#include "tune/tune.h"

namespace canopy {

/// The peaks that these parameters find in a curve; `high` is a logit.
std::vector<Peak> peaks_in(const ScoreCurve& curve, double high, const PeaksConfig& peaks);

/// The calls that are counted right, over all curves.
CountScore count_with(const std::vector<ScoreCurve>& curves,
                      const std::vector<std::vector<Span>>& truth, double high,
                      const PeaksConfig& peaks);

/// The mean share, 0 to 1, that a found call has in common with the true call its peak lies in.
double mean_overlap(const std::vector<ScoreCurve>& curves,
                    const std::vector<std::vector<Span>>& truth, double high,
                    const PeaksConfig& peaks);

}  // namespace canopy
