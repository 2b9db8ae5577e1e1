// What is decided about a trained model on clips it was not trained on.
#pragma once

#include <string>
#include <vector>

#include "config/config.h"
#include "evaluate/scored.h"

namespace canopy {

struct Decision {
  double threshold = 0.5;  // of the probabilities, temperature included
  double temperature = 1;
  bool reached = true;  // false: the aim could not be, the threshold is train.threshold
  std::vector<double> class_thresholds;  // multi-label with an aim: of each class
  std::string words;  // what was decided and how, for people: one line without a full stop
};

/// By train.decision: the threshold for its aim, and the temperature where it is to be calibrated.
/// Multi-label: a threshold for each class, as if it were a binary network of its own; a class
/// whose aim cannot be reached keeps train.threshold. A categorical network keeps train.threshold,
/// which it does not use. Without clips nothing but the defaults can be decided.
Decision choose_decision(const Scored& validation, const TrainConfig& train);

}  // namespace canopy
