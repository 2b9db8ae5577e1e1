// Precision-recall and ROC curves: one point per threshold.
#pragma once

#include "evaluate/scored.h"

namespace canopy {

/// The results if every clip with a score of at least `threshold` is predicted positive.
struct CurvePoint {
  double threshold = 0;  // probability
  std::int64_t tp = 0, fp = 0;
  double precision = 0;
  double recall = 0;               // also the true positive rate; NaN without positives
  double false_positive_rate = 0;  // NaN without negatives
};

struct Curve {
  std::int32_t class_index = 0;    // this class against the rest
  std::vector<CurvePoint> points;  // one per distinct score, highest first
  std::int64_t positives = 0, negatives = 0;
  double average_precision = 0, roc_auc = 0;  // as computed by Ranking
};

Curve curve_of(const Scored& scored, std::int32_t class_index);

/// The curves of ranked_classes(), in that order.
std::vector<Curve> curves_of(const Scored& scored);

}  // namespace canopy
