// How well a set of parameters does on score curves whose true calls are known.
#pragma once

#include <vector>

#include "scan/peaks.h"
#include "tune/tune.h"

namespace canopy {

/// The peaks that the parameters find in a curve; `high` is a logit.
std::vector<Peak> peaks_in(const ScoreCurve& curve, double high, const PeaksConfig& peaks);

/// True, found and matched calls, summed over all curves.
CountScore count_with(const std::vector<ScoreCurve>& curves,
                      const std::vector<std::vector<Span>>& truth, double high,
                      const PeaksConfig& peaks);

/// The mean overlap (intersection over union) of the found calls with the true calls that contain
/// their peaks, in [0, 1].
double mean_overlap(const std::vector<ScoreCurve>& curves,
                    const std::vector<std::vector<Span>>& truth, double high,
                    const PeaksConfig& peaks);

}  // namespace canopy
