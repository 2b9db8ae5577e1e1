// How far the figures may be off because these sources happened to be recorded and not others.
#pragma once

#include <cstdint>
#include <optional>

#include "evaluate/scored.h"

namespace canopy {

struct Interval {
  double low = 0, high = 0;
};

struct Intervals {
  Interval precision, recall, f1, average_precision, roc_auc;
  int draws = 0;  // that counted
};

struct BootstrapOptions {
  int draws = 1000;
  std::uint64_t seed = 1;
};

/// 95 % percentile intervals over sources drawn with replacement, as many as there are: clips of
/// one source are alike, so that drawing clips would promise too much. A draw counts when it holds
/// clips of a positive and of a negative, without which recall and rankings mean nothing; the
/// others are left out. N classes: means over the classes that a draw holds.
/// Multi-label: the same for the rankings, while precision, recall and F1 count all classes
/// together, as PartMetrics does. Nothing is given with
/// fewer than two sources, or when less than half of the draws count. The same seed gives the same
/// numbers, whatever the order of the clips.
std::optional<Intervals> bootstrap(const Scored& scored, const Thresholds& thresholds,
                                   const BootstrapOptions& options = {});

}  // namespace canopy
