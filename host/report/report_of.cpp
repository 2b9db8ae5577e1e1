#include "report/report_of.h"

#include <algorithm>

namespace canopy {
namespace {

std::vector<ReportEvaluation::Figure> figures_of(const Evaluation& e) {
  struct Named {
    const char* name;
    double PartMetrics::*value;
    Interval Intervals::*interval;
  };
  constexpr Named all[] = {
      {"precision", &PartMetrics::precision, &Intervals::precision},
      {"recall", &PartMetrics::recall, &Intervals::recall},
      {"F1", &PartMetrics::f1, &Intervals::f1},
      {"average precision", &PartMetrics::average_precision, &Intervals::average_precision},
      {"ROC-AUC", &PartMetrics::roc_auc, &Intervals::roc_auc}};
  std::vector<ReportEvaluation::Figure> figures;
  for (const Named& named : all) {
    ReportEvaluation::Figure figure;
    figure.name = named.name;
    figure.value = e.metrics.*named.value;
    if (e.intervals) {
      figure.low = ((*e.intervals).*named.interval).low;
      figure.high = ((*e.intervals).*named.interval).high;
    }
    figures.push_back(figure);
  }
  return figures;
}

}  // namespace

ReportEvaluation report_of(const Evaluation& e) {
  const auto name = [&](std::int32_t of) { return e.classes[static_cast<std::size_t>(of)]; };
  ReportEvaluation page;
  page.clips = e.metrics.items;
  page.threshold = e.threshold;
  page.temperature = e.temperature;
  page.calibration_error = e.calibration.reliability.expected_error;
  page.figures = figures_of(e);
  page.chosen = {e.metrics.recall, e.metrics.precision};

  std::vector<const Curve*> curves;
  for (const Curve& curve : e.curves)
    if (curve.positives > 0) curves.push_back(&curve);
  std::stable_sort(curves.begin(), curves.end(), [](const Curve* a, const Curve* b) {
    return a->average_precision < b->average_precision;
  });
  for (const Curve* curve : curves) {
    ReportEvaluation::Curve& shown = page.curves.emplace_back();
    shown.name = name(curve->of);
    for (const CurvePoint& p : curve->points) shown.points.push_back({p.recall, p.precision});
  }
  for (const ReliabilityBin& bin : e.calibration.reliability.bins)
    if (bin.clips > 0) page.bins.push_back({bin.mean_score, bin.share, bin.clips});
  for (const SourceResult& s : e.sources)
    page.sources.push_back({s.group, s.clips, s.positives, s.tp, s.fp, s.mean_score});
  for (const Mistake& m : e.mistakes)
    page.mistakes.push_back({m.name, label_words(e.task, e.classes, m.label),
                             label_words(e.task, e.classes, m.predicted), m.score});
  return page;
}

}  // namespace canopy
