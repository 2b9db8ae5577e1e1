// Early stopping.
#pragma once

#include <vector>

#include "config/config.h"
#include "evaluate/epoch_row.h"

namespace canopy {

/// True if the metric of the validation part has not improved by more than min_delta in the last
/// `patience` epochs.
bool stops_early(const EarlyStoppingConfig& rule, const std::vector<EpochRow>& epochs);

}  // namespace canopy
