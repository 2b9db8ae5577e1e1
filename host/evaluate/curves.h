// Precision against recall, and hits against false alarms, over all thresholds.
#pragma once

#include "evaluate/scored.h"

namespace canopy {

/// What comes of taking every score from `threshold` up for the class.
struct CurvePoint {
  double threshold = 0;  // probability
  std::int64_t tp = 0, fp = 0;
  double precision = 0;
  double recall = 0;               // the true positive rate as well; NaN without a positive
  double false_positive_rate = 0;  // NaN without a negative
};

struct Curve {
  std::int32_t of = 0;             // class, against the rest
  std::vector<CurvePoint> points;  // one a different score, from the highest down
  std::int64_t positives = 0, negatives = 0;
  double average_precision = 0;  // Ranking's
  double roc_auc = 0;
};

Curve curve_of(const Scored& scored, std::int32_t of);

/// Of each of ranked_classes().
std::vector<Curve> curves_of(const Scored& scored);

}  // namespace canopy
