// Scores as honest probabilities: one temperature that the logits are divided by.
#pragma once

#include "evaluate/scored.h"

namespace canopy {

// Of a multi-label set all of this counts pairs of a clip and a class, each a binary decision.

inline constexpr double least_temperature = 0.05, most_temperature = 20;

/// The temperature, in all (scored.temperature included), that makes the labels most likely: the
/// minimum of the cross-entropy over logits / T, convex in 1 / T. The labels count as Platt has
/// them, the true class of n clips as (n + 1) / (n + classes) and not as certain, so that clips
/// that are told apart without a mistake do not ask for a temperature of 0. 1 without clips; never
/// outside least_temperature .. most_temperature.
double fit_temperature(const Scored& scored);

/// The mean cross-entropy of the labels with the logits divided by `temperature` in all; 0 without
/// clips.
double mean_log_loss(const Scored& scored, double temperature);

/// Clips of about the same score, and how often it was right.
struct ReliabilityBin {
  double low = 0, high = 1;  // low < score <= high; the first holds 0 as well
  std::int64_t clips = 0;
  double mean_score = 0;
  double share = 0;  // of the clips that the score was right about
};

struct Reliability {
  std::vector<ReliabilityBin> bins;  // equally wide, from 0 to 1, also empty ones
  double expected_error = 0;  // ECE: the mean over the clips of their bin's |share - mean score|
};

inline constexpr int reliability_bins = 10;

/// Binary: the probability of the positive class, and how many clips are of it. N classes: the
/// probability of the class predicted, and how many clips are. With the logits divided by
/// `temperature` in all.
Reliability reliability_of(const Scored& scored, double temperature);

}  // namespace canopy
