// Average precision and ROC-AUC of ranked scores.
#pragma once

namespace canopy {

/// Accumulates both metrics over the thresholds, highest score first; equal scores are one
/// threshold. Defined as average_precision_score and roc_auc_score in scikit-learn.
class Ranking {
 public:
  /// Adds the positives and negatives (or their weights) with the next lower score.
  void add(double positives, double negatives) {
    const double before = positives_;
    positives_ += positives;
    negatives_ += negatives;
    if (positives > 0) precision_sum_ += positives * positives_ / (positives_ + negatives_);
    area_ += negatives * (before + positives / 2);
  }

  bool has_both() const { return positives_ > 0 && negatives_ > 0; }

  /// The sum over the thresholds of precision times increase in recall; 0 without positives.
  double average_precision() const { return positives_ > 0 ? precision_sum_ / positives_ : 0; }

  /// The probability that a positive scores higher than a negative (equal scores count half); 0
  /// without positives or without negatives.
  double roc_auc() const { return has_both() ? area_ / (positives_ * negatives_) : 0; }

 private:
  double positives_ = 0, negatives_ = 0, precision_sum_ = 0, area_ = 0;
};

}  // namespace canopy
