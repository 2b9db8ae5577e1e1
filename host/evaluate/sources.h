// Results by source recording, since an average over clips can hide a site where the model fails,
// and the worst mistakes.
#pragma once

#include "evaluate/scored.h"

namespace canopy {

/// Binary: counts of the positive class; mean_score is its mean probability. Categorical: every
/// clip is a positive of its own class, tp counts correct and fn wrong predictions; mean_score is
/// the mean probability of the true class. Multi-label: counts of all pairs of a clip and a class;
/// mean_score is the mean probability of the positive pairs.
struct SourceResult {
  std::string group;
  std::int64_t clips = 0, positives = 0, tp = 0, fp = 0, fn = 0;
  double recall = 0;               // NaN without positives
  double false_positive_rate = 0;  // NaN without negatives
  double mean_score = 0;           // multi-label: NaN without positives
};

/// Sorted by the number of mistakes, most first, then by name.
std::vector<SourceResult> results_per_source(const Scored& scored, const Thresholds& thresholds);

/// A misclassified clip.
struct Mistake {
  std::string name, group;
  std::int32_t label = 0, predicted = 0;  // see base/task.h
  // Binary: probability of the positive class. Categorical: of the predicted class. Multi-label: of
  // the wrongly predicted or missed class whose logit is furthest on the wrong side of 0.
  double score = 0;
  double loss = 0;  // the clip's cross-entropy: large for a confident mistake
};

inline constexpr std::size_t max_mistakes = 10;

/// Up to `max_count` mistakes, sorted by loss, highest first, then by name.
std::vector<Mistake> worst_mistakes(const Scored& scored, const Thresholds& thresholds,
                                    std::size_t max_count = max_mistakes);

}  // namespace canopy
