// Cross-validation: `trainer --config F --folds 5`.
#pragma once

#include <string>
#include <vector>

#include "run/run.h"

namespace canopy {

/// Trains `folds` networks, each tested on different sources, so that every clip is tested once, by
/// a network that was not trained on its source. Fold K goes to DIR/NAME-folds/fold-K and scans no
/// recordings. Writes a table of all folds to folds.csv, and the evaluation of all clips together
/// to the folder `test`. Returns the exit code. Throws as run_job().
int run_folds(const RunRequest& request, int folds);

/// The test clips of all folds together. Logits are shifted so that the threshold of each fold
/// becomes 0.5; each clip is thus classified as the model of its fold classifies it.
Scored pooled(const std::vector<TestScores>& folds);

/// folds.csv: a line per fold, one for all clips together, then mean and standard deviation over
/// the folds.
std::string folds_csv(const std::vector<TestScores>& folds);

}  // namespace canopy
