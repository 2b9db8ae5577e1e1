#include "train/early_stopping.h"

#include <limits>

namespace canopy {
namespace {

/// Higher is better.
double score(const PartMetrics& m, StopMetric metric) {
  switch (metric) {
    case StopMetric::accuracy:
      return m.accuracy;
    case StopMetric::precision:
      return m.precision;
    case StopMetric::recall:
      return m.recall;
    case StopMetric::f1:
      return m.f1;
    case StopMetric::average_precision:
      return m.average_precision;
    case StopMetric::loss:
      break;
  }
  return -m.loss;
}

}  // namespace

bool stops_early(const EarlyStoppingConfig& rule, const std::vector<EpochRow>& epochs) {
  double best = -std::numeric_limits<double>::infinity();
  int epochs_since_best = 0;
  for (const EpochRow& row : epochs) {
    const double current = score(row.validation, rule.metric);
    if (current > best + rule.min_delta) {
      best = current;
      epochs_since_best = 0;
    } else {
      ++epochs_since_best;
    }
  }
  return epochs_since_best >= rule.patience;
}

}  // namespace canopy
