#include "evaluate/evaluation.h"

namespace canopy {

Evaluation evaluate(const Scored& scored, double threshold) {
  Evaluation e;
  e.classes = scored.classes;
  e.binary = scored.binary;
  e.threshold = threshold;
  e.temperature = scored.temperature;
  double loss_sum = 0;
  for (const ScoredClip& clip : scored.clips) loss_sum += clip.loss;
  e.metrics =
      summarise(loss_sum, static_cast<std::int64_t>(scored.clips.size()),
                confusion_of(scored, threshold), static_cast<int>(e.classes.size()), e.binary);
  e.curves = curves_of(scored);
  int ranked = 0;
  for (const Curve& curve : e.curves) {
    if (curve.positives == 0 || curve.negatives == 0) continue;
    e.metrics.average_precision += curve.average_precision;
    e.metrics.roc_auc += curve.roc_auc;
    ++ranked;
  }
  if (ranked > 0) {
    e.metrics.average_precision /= ranked;
    e.metrics.roc_auc /= ranked;
  }
  e.calibration.reliability = reliability_of(scored, scored.temperature);
  e.calibration.nll = mean_log_loss(scored, scored.temperature);
  e.calibration.plain_ece = reliability_of(scored, 1).expected_error;
  e.calibration.plain_nll = mean_log_loss(scored, 1);
  e.intervals = bootstrap(scored, threshold);
  e.sources = results_per_source(scored, threshold);
  e.mistakes = worst_mistakes(scored, threshold);
  return e;
}

}  // namespace canopy
