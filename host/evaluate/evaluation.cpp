#include "evaluate/evaluation.h"

namespace canopy {
namespace {

ClassMeans macro_of(const Evaluation& e) {
  ClassMeans means;
  double classes = 0;
  for (const Curve& curve : e.curves) {
    if (curve.positives == 0) continue;
    const ClassCounts c = count_class(e.metrics.confusion, static_cast<int>(e.classes.size()),
                                      curve.class_index, e.task);
    means.precision += c.precision();
    means.recall += c.recall();
    means.f1 += c.f1();
    ++classes;
  }
  for (double* value : {&means.precision, &means.recall, &means.f1})
    *value = classes > 0 ? *value / classes : 0;
  return means;
}

}  // namespace

Evaluation evaluate(const Scored& scored, const Thresholds& thresholds) {
  Evaluation e;
  e.classes = scored.classes;
  e.task = scored.task;
  e.threshold = thresholds.common;
  e.class_thresholds = thresholds.of_class;
  e.temperature = scored.temperature;
  double loss_sum = 0;
  for (const ScoredClip& clip : scored.clips) loss_sum += clip.loss;
  e.metrics =
      summarise(loss_sum, static_cast<std::int64_t>(scored.clips.size()),
                confusion_of(scored, thresholds), static_cast<int>(e.classes.size()), e.task);
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
  if (e.task == Task::multi_label) e.macro = macro_of(e);
  e.calibration.reliability = reliability_of(scored, scored.temperature);
  e.calibration.nll = mean_log_loss(scored, scored.temperature);
  e.calibration.uncalibrated_ece = reliability_of(scored, 1).expected_error;
  e.calibration.uncalibrated_nll = mean_log_loss(scored, 1);
  e.intervals = bootstrap(scored, thresholds);
  e.sources = results_per_source(scored, thresholds);
  e.mistakes = worst_mistakes(scored, thresholds);
  return e;
}

}  // namespace canopy
