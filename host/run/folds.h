// Cross-validation: `trainer --config F --folds 5`.
#pragma once

#include <string>
#include <vector>

#include "run/run.h"

namespace canopy {

/// Trains `folds` times, each time testing on other sources, so that every clip is tested once by a
/// network that has not heard its source. Each run goes to DIR/NAME-folds/fold-K and scans nothing;
/// a table over all folds to folds.csv, figures of all clips together to the folder `test`. Returns
/// the exit code. Throws as train() does.
int train_folds(const TrainRequest& request, int folds);

/// A fold's test clips with the threshold its model chose.
using FoldFigures = TrainedFigures;

/// All folds' clips together. Their logits are shifted so that each fold's threshold comes to lie
/// at 0.5: the clips are then judged as their own models judge them.
Scored pooled(const std::vector<FoldFigures>& folds);

/// folds.csv: a line a fold, one of all clips together, and mean and standard deviation.
std::string folds_csv(const std::vector<FoldFigures>& folds);

}  // namespace canopy
