// How reliable the metrics and the scores are: confidence intervals, the precision-recall curve and
// the reliability diagram.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/markup.h"
#include "report/ratio_chart.h"
#include "report/sections.h"

namespace canopy {
namespace {

constexpr std::size_t max_curves = 12;  // more lines could not be distinguished

struct Metric {
  const char* name;
  double PartMetrics::*value;
  Interval Intervals::*interval;
};

constexpr Metric metrics[] = {
    {"precision", &PartMetrics::precision, &Intervals::precision},
    {"recall", &PartMetrics::recall, &Intervals::recall},
    {"F1", &PartMetrics::f1, &Intervals::f1},
    {"average precision", &PartMetrics::average_precision, &Intervals::average_precision},
    {"ROC-AUC", &PartMetrics::roc_auc, &Intervals::roc_auc}};

std::string interval_text(const Evaluation& e, Interval Intervals::*member) {
  if (!e.intervals) return "–";
  const Interval& interval = (*e.intervals).*member;
  return ratio_text(interval.low) + " to " + ratio_text(interval.high);
}

std::string metrics_table(const Evaluation& e) {
  std::string rows;
  for (const Metric& m : metrics)
    rows += element("tr", "",
                    row_head(m.name) + number_cell(ratio_text(e.metrics.*m.value)) +
                        number_cell(interval_text(e, m.interval))) +
            "\n";
  const std::string head =
      column_head("metric") + number_head("test") + number_head("95 % confidence interval");
  return table_box("Metrics with 95 % confidence intervals",
                   element("thead", "", element("tr", "", head)) + element("tbody", "", rows));
}

/// The classes that have test clips, lowest average precision first.
std::vector<const Curve*> sorted_curves(const Evaluation& e) {
  std::vector<const Curve*> curves;
  for (const Curve& curve : e.curves)
    if (curve.positives > 0) curves.push_back(&curve);
  std::stable_sort(curves.begin(), curves.end(), [](const Curve* a, const Curve* b) {
    return a->average_precision < b->average_precision;
  });
  return curves;
}

std::string precision_recall_chart(const Evaluation& e) {
  RatioChart chart;
  chart.id = "chart-precision-recall";
  chart.title = "precision against recall";
  chart.x_title = "recall";
  chart.x = ratio_scale(0);
  double lowest = 1;
  std::vector<const Curve*> curves = sorted_curves(e);
  if (curves.size() > max_curves) curves.resize(max_curves);
  for (const Curve* curve : curves) {
    RatioChart::Line line{escape(e.classes[static_cast<std::size_t>(curve->class_index)]), {}};
    for (const CurvePoint& p : curve->points) {
      line.points.push_back({p.recall, p.precision, ""});
      if (std::isfinite(p.precision)) lowest = std::min(lowest, p.precision);
    }
    chart.lines.push_back(std::move(line));
  }
  chart.y = ratio_scale(lowest);
  chart.description = "Precision against recall at every threshold.";
  if (e.task == Task::binary) {
    const std::string at_threshold =
        fmt::format("recall {}, precision {} at the model's threshold",
                    ratio_text(e.metrics.recall), ratio_text(e.metrics.precision));
    chart.highlighted.push_back({e.metrics.recall, e.metrics.precision, at_threshold});
    chart.description =
        fmt::format("Precision against recall at every threshold; {}.", at_threshold);
  }
  return element("figure", "", ratio_chart(chart)) + "\n";
}

/// What the reliability diagram shows for a task.
struct ReliabilityWords {
  const char* item;  // counted in the bins
  const char* items;
  std::string fraction;  // HTML; vertical axis
  const char* score;     // horizontal axis
};

ReliabilityWords reliability_words(const Evaluation& e) {
  switch (e.task) {
    case Task::binary:
      return {"clip", "the clips", "fraction of " + escape(e.classes.back()), "mean score"};
    case Task::categorical:
      return {"clip", "the clips", "fraction classified correctly",
              "mean score of the predicted class"};
    case Task::multi_label:
      break;
  }
  return {"pair", "all pairs of a clip and a class", "fraction of positive pairs", "mean score"};
}

std::string reliability_diagram(const Evaluation& e) {
  const ReliabilityWords words = reliability_words(e);
  RatioChart chart;
  chart.id = "chart-reliability";
  chart.title = e.task == Task::categorical ? "fraction correct against score"
                                            : "fraction positive against score";
  chart.x_title = words.score;
  chart.x = chart.y = ratio_scale(0);
  chart.diagonal = true;
  RatioChart::Line line{fmt::format("{} in ten bins by score", words.items), {}};
  for (const ReliabilityBin& bin : e.calibration.reliability.bins)
    if (bin.clips > 0)
      line.points.push_back(
          {bin.mean_score, bin.share,
           fmt::format("{}, mean score {}: {} {}", count_of(bin.clips, words.item),
                       ratio_text(bin.mean_score), words.fraction, ratio_text(bin.share))});
  chart.lines.push_back(std::move(line));
  chart.description = fmt::format("Reliability diagram; expected calibration error {}.",
                                  ratio_text(e.calibration.reliability.expected_error));
  return element("figure", "", ratio_chart(chart)) + "\n";
}

std::string threshold_sentence(const Evaluation& e) {
  if (e.task == Task::binary)
    return fmt::format(" A clip is classified as {} if its score is above {:.4g}.",
                       escape(e.classes.back()), e.threshold);
  if (e.task == Task::categorical) return "";
  return e.class_thresholds.empty()
             ? fmt::format(" A clip is assigned each class whose score is above {:.4g}.",
                           e.threshold)
             : " A clip is assigned each class whose score is above the class's own threshold.";
}

std::string note(const Evaluation& e) {
  std::string out = "The saved model on the test clips.";
  out += e.intervals ? fmt::format(
                           " The confidence intervals are computed from {} of the source "
                           "recordings, not of the clips: they show how much the metrics could "
                           "vary with other recordings.",
                           count_of(e.intervals->draws, "bootstrap resample"))
                     : " There are too few source recordings for confidence intervals.";
  out += threshold_sentence(e);
  out += e.task == Task::categorical
             ? " Average precision and ROC-AUC use no threshold"
             : " Average precision and ROC-AUC do not depend on the threshold";
  out += e.task == Task::binary ? "." : "; they are means over the classes.";
  if (e.temperature != 1)
    out += fmt::format(
        " The scores are calibrated: the logits are divided by a temperature of {:.4g}.",
        e.temperature);
  return element("p", "class=\"note\"", out) + "\n";
}

std::string charts_note(const Evaluation& e) {
  std::string out = "First chart: the precision-recall curve over all thresholds; ";
  if (e.task == Task::binary)
    out += "the dot marks the model's threshold.";
  else if (sorted_curves(e).size() > max_curves)
    out += fmt::format("one line for each of the {} classes with the lowest average precision.",
                       max_curves);
  else
    out += "one line for each class that has test clips.";
  const ReliabilityWords words = reliability_words(e);
  out += fmt::format(
      " Second chart: a reliability diagram. It groups {} into ten bins by score; each dot shows "
      "the {} in a bin (vertical) against the {} (horizontal). On the dotted line, the two are "
      "equal, as they should be. Their mean difference, weighted by the size of the bins, is the "
      "expected calibration error: {}.",
      words.items, words.fraction, words.score,
      ratio_text(e.calibration.reliability.expected_error));
  return element("p", "class=\"note\"", out) + "\n";
}

}  // namespace

std::string evaluation_section(const ReportData& data) {
  const Evaluation& e = data.evaluation;
  if (e.metrics.items == 0) return "";
  return note(e) + metrics_table(e) + "\n" +
         element("div", "class=\"charts below\"",
                 "\n" + precision_recall_chart(e) + reliability_diagram(e)) +
         "\n" + charts_note(e);
}

}  // namespace canopy
