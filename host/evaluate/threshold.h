// Chooses a threshold for a given aim on validation clips.
#pragma once

#include <optional>

#include "evaluate/scored.h"

namespace canopy {

// Both functions return the threshold as a logit of the binary set `scored`; a logit must exceed it
// to be positive. Among the thresholds that are best for the clips, they return the middle of the
// widest range, halfway between the adjacent logits, so that unseen clips have a margin on both
// sides. They return nothing if there are no positives or the aim cannot be reached.

/// The threshold with the highest F1.
std::optional<double> best_f1_threshold(const Scored& scored);

/// The threshold with the highest recall among those with at least this precision; ties are broken
/// by the higher precision.
std::optional<double> precision_threshold(const Scored& scored, double precision);

}  // namespace canopy
