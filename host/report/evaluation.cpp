// How far the figures can be trusted: intervals, precision against recall, and whether a score of
// 0.9 is right nine times of ten.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "report/markup.h"
#include "report/sections.h"
#include "report/share_chart.h"

namespace canopy {
namespace {

constexpr std::size_t most_curves = 12;  // more lines cannot be told apart
constexpr std::size_t tall_from = 30;    // rows that scroll on a screen

std::string number_cell(const std::string& text) {
  return element("td", "class=\"number\"", text);
}

std::string figures_table(const ReportEvaluation& e) {
  std::string rows;
  for (const ReportEvaluation::Figure& f : e.figures)
    rows +=
        element("tr", "",
                element("th", "scope=\"row\" class=\"name\"", escape(f.name)) +
                    number_cell(ratio_text(f.value)) +
                    number_cell(f.low <= f.high ? ratio_text(f.low) + " to " + ratio_text(f.high)
                                                : "–")) +
        "\n";
  return table_box("Figures with their intervals",
                   "<thead><tr><th scope=\"col\">figure</th><th scope=\"col\" class=\"number\">"
                   "test</th><th scope=\"col\" class=\"number\">95 % interval</th></tr></thead>" +
                       element("tbody", "", rows));
}

std::string precision_recall(const ReportData& data, const ReportEvaluation& e) {
  ShareChart chart;
  chart.id = "chart-precision-recall";
  chart.title = "precision at each recall";
  chart.x_title = "recall";
  chart.x = ratio_scale(0);
  double least = 1;
  std::vector<ReportEvaluation::Curve> curves = e.curves;
  if (curves.size() > most_curves) curves.resize(most_curves);
  for (const ReportEvaluation::Curve& curve : curves) {
    ShareChart::Line line{escape(curve.name), {}};
    for (const ReportEvaluation::Point& p : curve.points) {
      line.points.push_back({p.x, p.y, ""});
      if (std::isfinite(p.y)) least = std::min(least, p.y);
    }
    chart.lines.push_back(std::move(line));
  }
  chart.y = ratio_scale(least);
  chart.description = "Precision against recall over all thresholds.";
  if (data.task == Task::binary) {
    const std::string chosen = "recall " + ratio_text(e.chosen.x) + ", precision " +
                               ratio_text(e.chosen.y) + " at the threshold";
    chart.chosen.push_back({e.chosen.x, e.chosen.y, chosen});
    chart.description = "Precision against recall over all thresholds; " + chosen + ".";
  }
  return element("figure", "", share_chart(chart)) + "\n";
}

std::string reliability(const ReportEvaluation& e) {
  ShareChart chart;
  chart.id = "chart-reliability";
  chart.title = "share that is right, at each score";
  chart.x_title = "mean score";
  chart.x = chart.y = ratio_scale(0);
  chart.diagonal = true;
  ShareChart::Line line{"clips in ten bins of their score", {}};
  for (const ReportEvaluation::Bin& bin : e.bins)
    line.points.push_back({bin.mean_score, bin.share,
                           count_of(bin.clips, "clip") + " of score " + ratio_text(bin.mean_score) +
                               ": " + ratio_text(bin.share) + " right"});
  chart.lines.push_back(std::move(line));
  chart.description = "Expected calibration error " + ratio_text(e.calibration_error) + ".";
  return element("figure", "", share_chart(chart)) + "\n";
}

std::string note(const ReportData& data, const ReportEvaluation& e) {
  std::string out =
      "The test clips, with the model as it is saved. The intervals are drawn over sources, not "
      "clips: they say how far other recordings might have led.";
  char text[160];
  if (data.task == Task::binary) {
    std::snprintf(text, sizeof text, " A clip counts as %%s from a score above %.4g.", e.threshold);
    const std::string words = text;
    const std::size_t at = words.find("%s");
    out += words.substr(0, at) + escape(data.classes.back()) + words.substr(at + 2);
  }
  if (e.temperature != 1) {
    std::snprintf(text, sizeof text, " The logits are divided by a temperature of %.4g.",
                  e.temperature);
    out += text;
  }
  return element("p", "class=\"note\"", out) + "\n";
}

std::string charts_note(const ReportData& data, const ReportEvaluation& e) {
  std::string out = data.task == Task::binary ? "In the first chart the dot marks the threshold. "
                                              : "The first chart has a line a class";
  if (data.task != Task::binary)
    out += e.curves.size() > most_curves
               ? " for the " + std::to_string(most_curves) + " that fare worst. "
               : ". ";
  out +=
      "In the second the dotted line is where a score is as often right as it says; the mean "
      "distance "
      "from it (expected calibration error) is " +
      ratio_text(e.calibration_error) + ".";
  return element("p", "class=\"note\"", out) + "\n";
}

}  // namespace

std::string evaluation_section(const ReportData& data) {
  if (!data.evaluation || data.evaluation->clips == 0) return "";
  const ReportEvaluation& e = *data.evaluation;
  return note(data, e) + figures_table(e) + "\n" +
         element("div", "class=\"charts below\"",
                 "\n" + precision_recall(data, e) + reliability(e)) +
         "\n" + charts_note(data, e);
}

std::string sources_section(const ReportData& data) {
  if (!data.evaluation || data.evaluation->sources.empty()) return "";
  const std::vector<ReportEvaluation::Source>& sources = data.evaluation->sources;
  const auto faultless =
      std::count_if(sources.begin(), sources.end(), [](const ReportEvaluation::Source& s) {
        return s.found == s.positives && s.false_alarms == 0;
      });
  std::string rows;
  for (const ReportEvaluation::Source& s : sources) {
    std::string cells = element("th", "scope=\"row\" class=\"name\"", escape(s.name)) +
                        number_cell(count_text(s.clips));
    const bool wrong = s.found < s.positives || s.false_alarms > 0;
    cells +=
        number_cell(s.positives > 0 ? count_text(s.found) + " of " + count_text(s.positives) : "–");
    if (data.task == Task::binary)
      cells += number_cell(s.positives < s.clips ? count_text(s.false_alarms) : "–");
    if (data.task == Task::multi_label) cells += number_cell(count_text(s.false_alarms));
    rows +=
        element("tr", wrong ? "class=\"mark\"" : "",
                cells + number_cell(std::isnan(s.mean_score) ? "–" : ratio_text(s.mean_score))) +
        "\n";
  }
  const std::string head =
      "<thead><tr><th scope=\"col\" class=\"name\">source</th>"
      "<th scope=\"col\" class=\"number\">test clips</th><th scope=\"col\" class=\"number\">" +
      std::string(data.task == Task::categorical ? "named right" : "found") + "</th>" +
      (data.task != Task::categorical ? "<th scope=\"col\" class=\"number\">false alarms</th>"
                                      : "") +
      "<th scope=\"col\" class=\"number\">mean score</th></tr></thead>";
  return element("p", "",
                 count_text(faultless) + " of " +
                     count_of(static_cast<std::int64_t>(sources.size()), "source") +
                     " of the test " + (faultless == 1 ? "is" : "are") + " without a mistake.") +
         "\n" +
         table_box("Source by source", head + element("tbody", "", rows),
                   sources.size() > tall_from);
}

std::string mistakes_section(const ReportData& data) {
  if (!data.evaluation || data.evaluation->clips == 0) return "";
  if (data.evaluation->mistakes.empty()) return "<p>None on the test clips.</p>\n";
  std::string rows;
  for (const ReportEvaluation::Mistake& m : data.evaluation->mistakes)
    rows += element("tr", "",
                    element("th", "scope=\"row\" class=\"name\"", escape(m.clip)) +
                        element("td", "", escape(m.truth)) +
                        element("td", "", escape(m.taken_for)) + number_cell(ratio_text(m.score))) +
            "\n";
  return "<p class=\"note\">Worth a listen: the network was sure of these, or their label is "
         "wrong.</p>\n" +
         table_box("The surest mistakes",
                   "<thead><tr><th scope=\"col\" class=\"name\">clip</th>"
                   "<th scope=\"col\">true class</th><th scope=\"col\">taken for</th>"
                   "<th scope=\"col\" class=\"number\">score</th></tr></thead>" +
                       element("tbody", "", rows));
}

}  // namespace canopy
