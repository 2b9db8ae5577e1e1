// Confidence intervals of the metrics by bootstrap over source recordings.
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
  int draws = 0;  // resamples that were used
};

struct BootstrapOptions {
  int draws = 1000;
  std::uint64_t seed = 1;
};

/// 95 % percentile intervals over resamples of the sources, drawn with replacement, as many as
/// there are. Sources are resampled and not clips, because clips of one source are alike:
/// resampling clips would give intervals that are too narrow. A resample in which no class has both
/// positives and negatives is discarded, since recall and rankings are undefined for it.
/// Categorical: means over the classes that have both in the resample. Multi-label: the same for
/// average precision and ROC-AUC; precision, recall and F1 are micro averages, as in PartMetrics.
/// Returns nothing if there are fewer than two sources or if more than half of the resamples are
/// discarded. The result depends on the seed, but not on the order of the clips.
std::optional<Intervals> bootstrap(const Scored& scored, const Thresholds& thresholds,
                                   const BootstrapOptions& options = {});

}  // namespace canopy
