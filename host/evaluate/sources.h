// How each source recording fared: a mean over clips hides a site that fails.
#pragma once

#include "evaluate/scored.h"

namespace canopy {

/// Binary: counts of the positive class, mean_score is its mean probability. N classes: every clip
/// is a positive of its own class, tp says how many were named right and fn how many were not, and
/// mean_score is the mean probability of the true class. Multi-label: counts of all pairs of a clip
/// and a class, positives those of a clip that is of the class; mean_score is their mean
/// probability.
struct SourceResult {
  std::string group;
  std::int64_t clips = 0, positives = 0, tp = 0, fp = 0, fn = 0;
  double recall = 0;               // NaN without positives
  double false_positive_rate = 0;  // NaN without negatives
  double mean_score = 0;           // multi-label: NaN without positives
};

/// Those with the most mistakes first, then by name.
std::vector<SourceResult> results_per_source(const Scored& scored, const Thresholds& thresholds);

/// A clip that was taken for something else than it is.
struct Mistake {
  std::string name, group;
  std::int32_t label = 0, predicted = 0;  // see base/task.h
  // Probability: binary of the positive class, categorical of the class predicted, multi-label of
  // the class that it is most surely wrong about.
  double score = 0;
  double loss = 0;  // how sure the network was of its mistake
};

/// Up to `most` mistakes, the highest losses first, then by name.
std::vector<Mistake> worst_mistakes(const Scored& scored, const Thresholds& thresholds,
                                    std::size_t most = 10);

}  // namespace canopy
