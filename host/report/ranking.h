// Figures that need every clip's score, not only which side of a threshold it fell.
#pragma once

#include <cstdint>
#include <vector>

namespace canopy {

/// Average precision of the positives' ranking by score: the sum over the thresholds, from the
/// highest score down, of precision times the recall gained there; equal scores are one threshold
/// (scikit-learn's average_precision_score). Without a positive it is 0.
/// scores and positive have one entry a clip; scores must be finite.
double average_precision(const std::vector<float>& scores, const std::vector<bool>& positive);

}  // namespace canopy
