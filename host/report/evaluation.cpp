// How far the metrics can be trusted: intervals, precision against recall, and whether a score of
// 0.9 is right nine times out of ten.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/markup.h"
#include "report/sections.h"
#include "report/share_chart.h"

namespace canopy {
namespace {

constexpr std::size_t max_curves = 12;  // more lines cannot be told apart
constexpr std::size_t tall_from = 30;   // rows; a longer table scrolls on a screen

std::string number_cell(const std::string& text) {
  return element("td", "class=\"number\"", text);
}

struct Figure {
  const char* name;
  double PartMetrics::*value;
  Interval Intervals::*interval;
};

constexpr Figure figures[] = {
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

std::string figures_table(const Evaluation& e) {
  std::string rows;
  for (const Figure& f : figures)
    rows += element("tr", "",
                    element("th", "scope=\"row\" class=\"name\"", f.name) +
                        number_cell(ratio_text(e.metrics.*f.value)) +
                        number_cell(interval_text(e, f.interval))) +
            "\n";
  return table_box("Metrics with their intervals",
                   "<thead><tr><th scope=\"col\">metric</th><th scope=\"col\" class=\"number\">"
                   "test</th><th scope=\"col\" class=\"number\">95 % interval</th></tr></thead>" +
                       element("tbody", "", rows));
}

/// The classes that have test clips, lowest average precision first.
std::vector<const Curve*> shown_curves(const Evaluation& e) {
  std::vector<const Curve*> curves;
  for (const Curve& curve : e.curves)
    if (curve.positives > 0) curves.push_back(&curve);
  std::stable_sort(curves.begin(), curves.end(), [](const Curve* a, const Curve* b) {
    return a->average_precision < b->average_precision;
  });
  return curves;
}

std::string precision_recall(const Evaluation& e) {
  ShareChart chart;
  chart.id = "chart-precision-recall";
  chart.title = "precision at each recall";
  chart.x_title = "recall";
  chart.x = ratio_scale(0);
  double lowest = 1;
  std::vector<const Curve*> curves = shown_curves(e);
  if (curves.size() > max_curves) curves.resize(max_curves);
  for (const Curve* curve : curves) {
    ShareChart::Line line{escape(e.classes[static_cast<std::size_t>(curve->class_index)]), {}};
    for (const CurvePoint& p : curve->points) {
      line.points.push_back({p.recall, p.precision, ""});
      if (std::isfinite(p.precision)) lowest = std::min(lowest, p.precision);
    }
    chart.lines.push_back(std::move(line));
  }
  chart.y = ratio_scale(lowest);
  chart.description = "Precision against recall over all thresholds.";
  if (e.task == Task::binary) {
    const std::string chosen = fmt::format("recall {}, precision {} at the threshold",
                                           ratio_text(e.metrics.recall),
                                           ratio_text(e.metrics.precision));
    chart.chosen.push_back({e.metrics.recall, e.metrics.precision, chosen});
    chart.description = "Precision against recall over all thresholds; " + chosen + ".";
  }
  return element("figure", "", share_chart(chart)) + "\n";
}

std::string reliability(const Evaluation& e) {
  ShareChart chart;
  chart.id = "chart-reliability";
  chart.title = "share correct at each score";
  chart.x_title = "mean score";
  chart.x = chart.y = ratio_scale(0);
  chart.diagonal = true;
  ShareChart::Line line{"clips in ten bins by score", {}};
  for (const ReliabilityBin& bin : e.calibration.reliability.bins)
    if (bin.clips > 0)
      line.points.push_back(
          {bin.mean_score, bin.share,
           fmt::format("{} with a mean score of {}: {} correct",
                       count_of(bin.clips, e.task == Task::multi_label ? "pair" : "clip"),
                       ratio_text(bin.mean_score), ratio_text(bin.share))});
  chart.lines.push_back(std::move(line));
  chart.description = "Expected calibration error " +
                      ratio_text(e.calibration.reliability.expected_error) + ".";
  return element("figure", "", share_chart(chart)) + "\n";
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
  out += e.intervals
             ? " The intervals come from resampling source recordings, not clips: they show how "
               "much the metrics might have differed with other recordings."
             : " There are too few sources for intervals.";
  out += threshold_sentence(e);
  if (e.temperature != 1)
    out += fmt::format(" The logits are divided by a temperature of {:.4g}.", e.temperature);
  return element("p", "class=\"note\"", out) + "\n";
}

std::string charts_note(const Evaluation& e) {
  std::string out;
  if (e.task == Task::binary)
    out = "First chart: the dot marks the threshold.";
  else if (shown_curves(e).size() > max_curves)
    out = fmt::format(
        "First chart: one line for each of the {} classes with the lowest average precision.",
        max_curves);
  else
    out = "First chart: one line for each class that has test clips.";
  out += fmt::format(
      " Second chart: on the dotted line, a score is correct as often as it claims; the mean "
      "distance from that line (expected calibration error) is {}.",
      ratio_text(e.calibration.reliability.expected_error));
  return element("p", "class=\"note\"", out) + "\n";
}

bool faultless(const SourceResult& s) {
  return s.tp == s.positives && s.fp == 0;
}

std::string source_row(const SourceResult& s, Task task) {
  std::string cells = element("th", "scope=\"row\" class=\"name\"", escape(s.group)) +
                      number_cell(count_text(s.clips));
  cells += number_cell(s.positives > 0 ? count_text(s.tp) + " of " + count_text(s.positives) : "–");
  if (task == Task::binary) cells += number_cell(s.positives < s.clips ? count_text(s.fp) : "–");
  if (task == Task::multi_label) cells += number_cell(count_text(s.fp));
  cells += number_cell(std::isnan(s.mean_score) ? "–" : ratio_text(s.mean_score));
  return element("tr", faultless(s) ? "" : "class=\"mark\"", cells) + "\n";
}

}  // namespace

std::string evaluation_section(const ReportData& data) {
  const Evaluation& e = data.evaluation;
  if (e.metrics.items == 0) return "";
  return note(e) + figures_table(e) + "\n" +
         element("div", "class=\"charts below\"", "\n" + precision_recall(e) + reliability(e)) +
         "\n" + charts_note(e);
}

std::string sources_section(const ReportData& data) {
  const Evaluation& e = data.evaluation;
  if (e.sources.empty()) return "";
  const auto without_mistake = std::count_if(e.sources.begin(), e.sources.end(), faultless);
  std::string rows;
  for (const SourceResult& s : e.sources) rows += source_row(s, e.task);
  const std::string head =
      "<thead><tr><th scope=\"col\" class=\"name\">source</th>"
      "<th scope=\"col\" class=\"number\">test clips</th><th scope=\"col\" class=\"number\">" +
      std::string(e.task == Task::categorical ? "correct" : "found") + "</th>" +
      (e.task != Task::categorical ? "<th scope=\"col\" class=\"number\">false positives</th>"
                                   : "") +
      "<th scope=\"col\" class=\"number\">mean score</th></tr></thead>";
  return element("p", "",
                 fmt::format("{} of {} in the test part {} without a mistake.",
                             count_text(without_mistake),
                             count_of(static_cast<std::int64_t>(e.sources.size()), "source"),
                             without_mistake == 1 ? "is" : "are")) +
         "\n" +
         table_box("Source by source", head + element("tbody", "", rows),
                   e.sources.size() > tall_from);
}

std::string mistakes_section(const ReportData& data) {
  const Evaluation& e = data.evaluation;
  if (e.metrics.items == 0) return "";
  if (e.mistakes.empty()) return "<p>None: every test clip is classified correctly.</p>\n";
  std::string rows;
  for (const Mistake& m : e.mistakes)
    rows += element("tr", "",
                    element("th", "scope=\"row\" class=\"name\"", escape(m.name)) +
                        element("td", "", escape(label_words(e.task, e.classes, m.label))) +
                        element("td", "", escape(label_words(e.task, e.classes, m.predicted))) +
                        number_cell(ratio_text(m.score))) +
            "\n";
  return "<p class=\"note\">The misclassified test clips with the highest loss, worst first. Listen "
         "to them: either the model is wrong or the label is.</p>\n" +
         table_box("Worst mistakes",
                   "<thead><tr><th scope=\"col\" class=\"name\">clip</th>"
                   "<th scope=\"col\">true class</th><th scope=\"col\">predicted class</th>"
                   "<th scope=\"col\" class=\"number\">score</th></tr></thead>" +
                       element("tbody", "", rows));
}

}  // namespace canopy
