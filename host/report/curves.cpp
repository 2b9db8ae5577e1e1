// Four charts over the epochs; the three ratios have the same scale, so that they are comparable.
#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "report/chart.h"
#include "report/markup.h"
#include "report/sections.h"

namespace canopy {
namespace {

using Member = double PartMetrics::*;

/// NaN, which the chart omits, for a part without clips.
std::vector<double> values(const ReportData& data, PartMetrics EpochRow::*part, Member member) {
  std::vector<double> out;
  for (const EpochRow& row : data.epochs)
    out.push_back((row.*part).items > 0 ? row.*part.*member : NAN);
  return out;
}

struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  void include(double value) {
    if (!std::isfinite(value)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

Range range(const ReportData& data, std::initializer_list<Member> members) {
  Range out;
  for (const EpochRow& row : data.epochs)
    for (const Member member : members) {
      for (const PartMetrics* part : {&row.train, &row.test})
        if (part->items > 0) out.include(part->*member);
    }
  return out.low <= out.high ? out : Range{0, 1};
}

}  // namespace

std::string curves_section(const ReportData& data) {
  if (data.epochs.empty()) return "";
  LineChart chart;
  for (const EpochRow& row : data.epochs) chart.epochs.push_back(row.epoch);
  if (data.epochs.size() > 1) chart.best = data.epochs[best_epoch(data)].epoch;

  std::string out;
  const auto add = [&](const char* title, Member member, std::string (*text)(double)) {
    chart.id = std::string("chart-") + title;
    chart.title = title;
    chart.train = values(data, &EpochRow::train, member);
    chart.test = values(data, &EpochRow::test, member);
    chart.text = text;
    out += element("figure", "", line_chart(chart)) + "\n";
  };
  const Range losses = range(data, {&PartMetrics::loss});
  chart.y = loss_scale(losses.low, losses.high);
  add("loss", &PartMetrics::loss, loss_text);
  chart.y = ratio_scale(
      range(data, {&PartMetrics::precision, &PartMetrics::recall, &PartMetrics::accuracy}).low);
  add("precision", &PartMetrics::precision, ratio_text);
  add("recall", &PartMetrics::recall, ratio_text);
  add("accuracy", &PartMetrics::accuracy, ratio_text);
  const std::string note =
      chart.best > 0 ? fmt::format(
                           "<p class=\"note\">The dotted vertical line marks the best epoch: "
                           "{}. Precision, recall and accuracy have the same vertical "
                           "scale.</p>\n",
                           best_epoch_text)
                     : "";
  return element("div", "class=\"charts\"", "\n" + out) + "\n" + note;
}

}  // namespace canopy
