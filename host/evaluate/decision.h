// What is decided about a trained model on clips it was not trained on.
#pragma once

#include <string>

#include "config/config.h"
#include "evaluate/scored.h"

namespace canopy {

struct Decision {
  double threshold = 0.5;  // of the probabilities, temperature included
  double temperature = 1;
  bool reached = true;  // false: the aim could not be, the threshold is train.threshold
  std::string words;    // what was decided and how, for people: one line without a full stop
};

/// By train.decision: the threshold for its aim, and the temperature where it is to be calibrated.
/// A network with an output a class keeps train.threshold, which it does not use. Without clips
/// nothing but the defaults can be decided.
Decision choose_decision(const Scored& validation, const TrainConfig& train);

}  // namespace canopy
