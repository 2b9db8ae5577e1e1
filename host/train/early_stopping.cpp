#include "train/early_stopping.h"

#include <limits>

namespace canopy {
namespace {

double figure(const PartMetrics& m, StopMetric metric) {
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
  return -m.loss;  // more is better
}

}  // namespace

bool stops_early(const EarlyStoppingConfig& rule, const std::vector<EpochRow>& epochs) {
  double best = -std::numeric_limits<double>::infinity();
  int waited = 0;
  for (const EpochRow& row : epochs) {
    const double now = figure(row.validation, rule.metric);
    if (now > best + rule.min_delta) {
      best = now;
      waited = 0;
    } else {
      ++waited;
    }
  }
  return waited >= rule.patience;
}

}  // namespace canopy
