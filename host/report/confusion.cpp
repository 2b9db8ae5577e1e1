// The saved model's confusion matrix on the test clips and, with many classes, what to see in it.
#include <algorithm>

#include <fmt/format.h>

#include "report/markup.h"
#include "report/sections.h"

namespace canopy {
namespace {

constexpr std::size_t max_upright = 6;  // classes; with more, the column names are rotated
constexpr std::size_t max_mix_ups = 10;
constexpr std::size_t tall_from = 16;  // rows; a longer table scrolls on a screen

class Matrix {
 public:
  explicit Matrix(const Evaluation& e) : names_(e.classes), counts_(e.metrics.confusion) {}

  std::size_t classes() const { return names_.size(); }
  std::int64_t at(std::size_t truth, std::size_t predicted) const {
    return counts_[truth * classes() + predicted];
  }
  std::string name(std::size_t k) const { return escape(names_[k]); }

  std::string table() const {
    const bool turned = classes() > max_upright;
    std::string head = "<th scope=\"col\">true class</th>";
    for (std::size_t k = 0; k < classes(); ++k)
      head += element("th", "scope=\"col\" title=\"predicted: " + name(k) + "\"",
                      turned ? element("div", "class=\"many\"", name(k)) : name(k));
    head += "<th scope=\"col\" class=\"number\">clips</th>";
    std::string rows;
    for (std::size_t truth = 0; truth < classes(); ++truth) rows += row(truth);
    return element("thead", "",
                   "<tr><td></td><th colspan=\"" + std::to_string(classes()) +
                       "\" scope=\"colgroup\">predicted class</th><td></td></tr>" +
                       element("tr", "", head)) +
           element("tbody", "", rows);
  }

 private:
  std::int64_t row_total(std::size_t truth) const {
    std::int64_t total = 0;
    for (std::size_t k = 0; k < classes(); ++k) total += at(truth, k);
    return total;
  }

  std::string row(std::size_t truth) const {
    const std::int64_t total = row_total(truth);
    std::string cells = element("th", "scope=\"row\" title=\"" + name(truth) + "\"", name(truth));
    for (std::size_t k = 0; k < classes(); ++k) cells += cell(truth, k, total);
    return element("tr", "", cells + element("td", "class=\"number\"", count_text(total)));
  }

  /// Shaded by its share of the clips of the true class.
  std::string cell(std::size_t truth, std::size_t predicted, std::int64_t total) const {
    const std::int64_t n = at(truth, predicted);
    if (n == 0) return "<td class=\"zero\">0</td>";
    const double share = static_cast<double>(n) / static_cast<double>(total);
    const std::string percent =
        element("span", "class=\"small\"", fmt::format("{:.1f} %", 100 * share));
    return element("td",
                   fmt::format("class=\"{}\" style=\"--share:{:.2f}\"",
                               truth == predicted ? "right" : "wrong", 0.14 + 0.36 * share),
                   count_text(n) + (classes() > max_upright ? "" : percent));
  }

  const std::vector<std::string>& names_;
  const std::vector<std::int64_t>& counts_;
};

/// "species": its clips and metrics; with thresholds of their own, those too.
std::string class_table(const Evaluation& e) {
  const auto number_head = [](const char* name) {
    return element("th", "scope=\"col\" class=\"number\"", name);
  };
  const bool thresholds = !e.class_thresholds.empty();
  std::string rows;
  for (std::size_t k = 0; k < e.classes.size(); ++k) {
    const ClassCounts c = count_class(e.metrics.confusion, static_cast<int>(e.classes.size()),
                                      static_cast<int>(k), e.task);
    std::vector<std::string> cells = {count_text(c.tp + c.fn), ratio_text(c.precision()),
                                      ratio_text(c.recall()), ratio_text(c.f1())};
    if (thresholds) cells.push_back(ratio_text(e.class_thresholds[k]));
    std::string row = element("th", "scope=\"row\" class=\"name\"", escape(e.classes[k]));
    for (const std::string& cell : cells) row += element("td", "class=\"number\"", cell);
    rows += element("tr", "", row) + "\n";
  }
  std::string head = "<th scope=\"col\">class</th>" + number_head("test clips") +
                     number_head("precision") + number_head("recall") + number_head("F1");
  if (thresholds) head += number_head("threshold");
  return table_box("Class by class",
                   element("thead", "", element("tr", "", head)) + element("tbody", "", rows),
                   e.classes.size() > tall_from);
}

std::string mix_ups(const Matrix& matrix) {
  struct MixUp {
    std::size_t truth, predicted;
    std::int64_t clips;
  };
  std::vector<MixUp> found;
  for (std::size_t truth = 0; truth < matrix.classes(); ++truth)
    for (std::size_t predicted = 0; predicted < matrix.classes(); ++predicted)
      if (truth != predicted && matrix.at(truth, predicted) > 0)
        found.push_back({truth, predicted, matrix.at(truth, predicted)});
  if (found.empty()) return "";
  std::stable_sort(found.begin(), found.end(),
                   [](const MixUp& a, const MixUp& b) { return a.clips > b.clips; });
  if (found.size() > max_mix_ups) found.resize(max_mix_ups);
  std::string rows;
  for (const MixUp& m : found)
    rows += element("tr", "",
                    element("td", "class=\"name\"", matrix.name(m.truth)) +
                        element("td", "class=\"name\"", matrix.name(m.predicted)) +
                        element("td", "class=\"number\"", count_text(m.clips)));
  return "<h3>Most frequent confusions</h3>\n" +
         table_box("Most frequent confusions",
                   "<thead><tr><th scope=\"col\">true class</th><th scope=\"col\">predicted class</th>"
                   "<th scope=\"col\" class=\"number\">clips</th></tr></thead>" +
                       element("tbody", "", rows));
}

}  // namespace

std::string classes_section(const ReportData& data) {
  const Evaluation& e = data.evaluation;
  if (e.task != Task::multi_label || e.metrics.items == 0) return "";
  return "<p class=\"note\">The saved model on the test clips. Each class is a decision of its own, "
         "since a clip may have several classes or none.</p>\n" +
         class_table(e);
}

std::string confusion_section(const ReportData& data) {
  const Evaluation& e = data.evaluation;
  if (e.task == Task::multi_label || e.metrics.items == 0) return "";
  const Matrix matrix(e);
  std::string out =
      "<p class=\"note\">The saved model on the test clips. Each row holds the clips of one true "
      "class; the shade shows their share of the row.</p>\n" +
      element("div", "class=\"matrix\"",
              table_box("Confusion matrix", matrix.table(), e.classes.size() > tall_from)) +
      "\n";
  if (e.task != Task::binary)
    out += mix_ups(matrix) + "<h3>Class by class</h3>\n" + class_table(e);
  return out;
}

}  // namespace canopy
