// The saved model's confusion matrix on the test clips, the most frequent confusions, and the
// metrics of each class.
#include <algorithm>

#include <fmt/format.h>

#include "report/markup.h"
#include "report/sections.h"

namespace canopy {
namespace {

constexpr std::size_t max_upright = 6;  // classes; with more, the column names are rotated
constexpr std::size_t max_confusions = 10;
constexpr std::size_t tall_matrix_from = 16;  // rows

class Matrix {
 public:
  explicit Matrix(const Evaluation& e) : names_(e.classes), counts_(e.metrics.confusion) {}

  std::size_t classes() const { return names_.size(); }
  std::int64_t at(std::size_t truth, std::size_t predicted) const {
    return counts_[truth * classes() + predicted];
  }
  std::string name(std::size_t k) const { return escape(names_[k]); }

  std::string table() const {
    const bool rotated = classes() > max_upright;
    std::string head = "<th scope=\"col\">true class</th>";
    for (std::size_t k = 0; k < classes(); ++k)
      head += element("th", fmt::format("scope=\"col\" title=\"predicted: {}\"", name(k)),
                      rotated ? element("div", "class=\"many\"", name(k)) : name(k));
    head += number_head("clips");
    std::string rows;
    for (std::size_t truth = 0; truth < classes(); ++truth) rows += row(truth);
    return element("thead", "",
                   fmt::format("<tr><td></td><th colspan=\"{}\" scope=\"colgroup\">predicted class"
                               "</th><td></td></tr>{}",
                               classes(), element("tr", "", head))) +
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
    std::string cells =
        element("th", fmt::format("scope=\"row\" title=\"{0}\"", name(truth)), name(truth));
    for (std::size_t k = 0; k < classes(); ++k) cells += cell(truth, k, total);
    return element("tr", "", cells + number_cell(count_text(total)));
  }

  /// Shaded by its share of the clips of its true class.
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

/// The test clips and metrics of each class, and its threshold if each class has its own.
std::string class_table(const Evaluation& e) {
  const bool thresholds = !e.class_thresholds.empty();
  std::string rows;
  for (std::size_t k = 0; k < e.classes.size(); ++k) {
    const ClassCounts c = count_class(e.metrics.confusion, static_cast<int>(e.classes.size()),
                                      static_cast<int>(k), e.task);
    std::vector<std::string> cells = {count_text(c.tp + c.fn), ratio_text(c.precision()),
                                      ratio_text(c.recall()), ratio_text(c.f1())};
    if (thresholds) cells.push_back(ratio_text(e.class_thresholds[k]));
    std::string row = row_head(escape(e.classes[k]));
    for (const std::string& cell : cells) row += number_cell(cell);
    rows += element("tr", "", row) + "\n";
  }
  std::string head = column_head("class") + number_head("test clips") + number_head("precision") +
                     number_head("recall") + number_head("F1");
  if (thresholds) head += number_head("threshold");
  return table_box("Class by class",
                   element("thead", "", element("tr", "", head)) + element("tbody", "", rows),
                   e.classes.size() > tall_matrix_from);
}

std::string frequent_confusions(const Matrix& matrix) {
  struct Confusion {
    std::size_t truth, predicted;
    std::int64_t clips;
  };
  std::vector<Confusion> found;
  for (std::size_t truth = 0; truth < matrix.classes(); ++truth)
    for (std::size_t predicted = 0; predicted < matrix.classes(); ++predicted)
      if (truth != predicted && matrix.at(truth, predicted) > 0)
        found.push_back({truth, predicted, matrix.at(truth, predicted)});
  if (found.empty()) return "";
  std::stable_sort(found.begin(), found.end(),
                   [](const Confusion& a, const Confusion& b) { return a.clips > b.clips; });
  if (found.size() > max_confusions) found.resize(max_confusions);
  std::string rows;
  for (const Confusion& c : found)
    rows += element("tr", "",
                    element("td", "class=\"name\"", matrix.name(c.truth)) +
                        element("td", "class=\"name\"", matrix.name(c.predicted)) +
                        number_cell(count_text(c.clips)));
  return "<h3>Most frequent confusions</h3>\n" +
         table_box("Most frequent confusions",
                   element("thead", "",
                           element("tr", "",
                                   column_head("true class") + column_head("predicted class") +
                                       number_head("clips"))) +
                       element("tbody", "", rows));
}

}  // namespace

std::string classes_section(const ReportData& data) {
  const Evaluation& e = data.evaluation;
  if (e.task != Task::multi_label || e.metrics.items == 0) return "";
  return "<p class=\"note\">The saved model on the test clips. Each class is decided "
         "independently, since a clip may have several classes or none.</p>\n" +
         class_table(e);
}

std::string confusion_section(const ReportData& data) {
  const Evaluation& e = data.evaluation;
  if (e.task == Task::multi_label || e.metrics.items == 0) return "";
  const Matrix matrix(e);
  std::string out =
      "<p class=\"note\">The saved model on the test clips. Each row has the clips of one true "
      "class, each column the clips classified as one class; the shading shows the share of the "
      "row.</p>\n" +
      element("div", "class=\"matrix\"",
              table_box("Confusion matrix", matrix.table(), e.classes.size() > tall_matrix_from)) +
      "\n";
  if (e.task != Task::binary)
    out += frequent_confusions(matrix) + "<h3>Class by class</h3>\n" + class_table(e);
  return out;
}

}  // namespace canopy
