// Chooses the counting parameters for a model that was just trained.
#pragma once

#include <optional>

#include "data/clips.h"
#include "model/classifier.h"
#include "ops/backend.h"
#include "tune/tune.h"

namespace canopy {

/// Synthesises recordings from the calls and the negatives of the validation part, none of which
/// the network was trained on. If the validation part has fewer than three sources of negatives,
/// those of the training part are used as well. The test part is not used. config.scan->tune must
/// be set. Returns nothing if interrupted. Throws Error(data) if there is no call or no negative.
std::optional<TuneResult> tune_counting(Backend& backend, Stream& stream, const Config& config,
                                        const ClipSet& set, Classifier& classifier, int threads);

}  // namespace canopy
