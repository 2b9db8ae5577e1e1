// Cross-validation: `trainer --config F --folds 5`.
#pragma once

#include <string>
#include <vector>

#include "run/run.h"

namespace canopy {

/// Trains `folds` times, each time testing on other sources, so that every clip is tested once by a
/// network that has not heard its source. Run K goes to DIR/NAME-folds/fold-K and scans nothing.
/// Writes a table of all folds to folds.csv, and the evaluation of all clips together to the folder
/// `test`. Returns the exit code. Throws as run_job() does.
int run_folds(const RunRequest& request, int folds);

/// All folds' test clips together. Their logits are shifted so that each fold's threshold ends up at
/// 0.5: each clip is classified as its own model classifies it.
Scored pooled(const std::vector<TrainedFigures>& folds);

/// folds.csv: a line per fold, one for all clips together, then mean and standard deviation.
std::string folds_csv(const std::vector<TrainedFigures>& folds);

}  // namespace canopy
