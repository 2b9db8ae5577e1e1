// The counting's parameters for a model that was just trained.
#pragma once

#include <optional>

#include "data/clips.h"
#include "model/classifier.h"
#include "ops/backend.h"
#include "tune/tune.h"

namespace canopy {

/// Puts the calls of the validation part into recordings over its negatives, none of which the
/// network has learned; with less than three sources of negatives there, over those of the training
/// part too. The test part is not touched. Needs
/// config.scan->tune. Nothing when interrupted. Throws Error(data) without such clips.
std::optional<TuneResult> tune_counting(Backend& backend, Stream& stream, const Config& config,
                                        const ClipSet& set, Classifier& classifier, int threads);

}  // namespace canopy
