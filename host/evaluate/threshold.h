// The threshold for a stated aim, on clips that were not trained on.
#pragma once

#include <optional>

#include "evaluate/scored.h"

namespace canopy {

/// Both give the threshold as a logit of the binary `scored`, to be exceeded. Many thresholds come
/// to the same answers on the clips: of those that reach the best, the middle of the widest run is
/// given, halfway between the logits on either side, so that clips not seen have room both ways.
/// Nothing is given when there are no positives, or the aim cannot be reached.

/// The highest F1.
std::optional<double> best_f1_threshold(const Scored& scored);

/// The highest recall with at least that precision; of equal recalls the highest precision.
std::optional<double> precision_threshold(const Scored& scored, double precision);

}  // namespace canopy
