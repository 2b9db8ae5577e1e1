// How well scores put positives before negatives.
#pragma once

namespace canopy {

/// Sums over the thresholds, from the highest score down; equal scores are one threshold. What
/// scikit-learn calls average_precision_score and roc_auc_score comes out of them.
class Ranking {
 public:
  /// The positives and negatives (or their weights) of the next lower score.
  void add(double positives, double negatives) {
    const double before = positives_;
    positives_ += positives;
    negatives_ += negatives;
    if (positives > 0) precision_sum_ += positives * positives_ / (positives_ + negatives_);
    area_ += negatives * (before + positives / 2);
  }

  bool has_both() const { return positives_ > 0 && negatives_ > 0; }

  /// The sum of precision times the recall gained at each threshold; 0 without a positive.
  double average_precision() const { return positives_ > 0 ? precision_sum_ / positives_ : 0; }

  /// The chance that a positive scores higher than a negative, where equal scores count half; 0
  /// when either is missing.
  double roc_auc() const { return has_both() ? area_ / (positives_ * negatives_) : 0; }

 private:
  double positives_ = 0, negatives_ = 0, precision_sum_ = 0, area_ = 0;
};

}  // namespace canopy
