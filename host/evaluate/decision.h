// Chooses the threshold and the temperature of a trained model on the validation part.
#pragma once

#include <string>
#include <vector>

#include "config/config.h"
#include "evaluate/scored.h"

namespace canopy {

struct Decision {
  double threshold = 0.5;  // of the probabilities after the temperature is applied
  double temperature = 1;
  bool reached = true;  // false: no threshold reaches the aim, so train.threshold is used
  std::vector<double> class_thresholds;  // one per class if multi-label with an aim, or empty
  std::string summary;  // what was chosen and how: one line for people, without a full stop
};

/// Follows train.decision: chooses the threshold for its aim, and fits the temperature if it asks
/// for calibration. Multi-label: each class gets its own threshold, as in a binary network; a class
/// whose aim cannot be reached keeps train.threshold. A categorical network keeps train.threshold,
/// which it does not use. Without validation clips, the defaults are kept.
Decision choose_decision(const Scored& validation, const TrainConfig& train);

}  // namespace canopy
