// When a run has learnt all it will.
#pragma once

#include <vector>

#include "config/config.h"
#include "evaluate/epoch_row.h"

namespace canopy {

/// True when the metric of the validation part has not improved by min_delta for `patience` epochs.
bool stops_early(const EarlyStoppingConfig& rule, const std::vector<EpochRow>& epochs);

}  // namespace canopy
