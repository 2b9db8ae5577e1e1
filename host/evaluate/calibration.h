// Calibration: one temperature that the logits are divided by, so that scores are probabilities.
#pragma once

#include "evaluate/scored.h"

namespace canopy {

// In a multi-label set, everything here is computed over pairs of a clip and a class, each a binary
// decision. `temperature` is always the total: it includes scored.temperature.

inline constexpr double min_temperature = 0.05, max_temperature = 20;

/// The temperature that maximises the likelihood of the labels: the minimum of the cross-entropy
/// of logits / T, which is convex in 1 / T. Labels are smoothed as in Platt (1999): the true class
/// of n clips has the probability (n + 1) / (n + classes), so that perfectly separated clips do not
/// lead to a temperature of 0. 1 without clips; limited to min_temperature .. max_temperature.
double fit_temperature(const Scored& scored);

/// The mean cross-entropy of the labels at `temperature`; 0 without clips.
double mean_log_loss(const Scored& scored, double temperature);

/// Clips with similar scores, and how often the score was right.
struct ReliabilityBin {
  double low = 0, high = 1;  // low < score <= high; the first bin also has 0
  std::int64_t clips = 0;
  double mean_score = 0;
  double share = 0;  // of the clips: binary: that are positive; categorical: predicted correctly
};

struct Reliability {
  std::vector<ReliabilityBin> bins;  // of equal width, from 0 to 1, including empty ones
  double expected_error = 0;  // ECE: the mean over the clips of |share - mean_score| of their bin
};

inline constexpr int reliability_bins = 10;

/// The score of a clip is, binary: the probability of the positive class; categorical: the
/// probability of the predicted class. Computed at `temperature`.
Reliability reliability_of(const Scored& scored, double temperature);

}  // namespace canopy
