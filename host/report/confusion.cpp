// The confusion matrix of the last epoch's test, and with many classes what to read out of it.
#include <algorithm>
#include <cstdio>

#include "report/markup.h"
#include "report/sections.h"

namespace canopy {
namespace {

constexpr std::size_t upright_names = 6;  // of more classes the column names are turned
constexpr std::size_t most_mix_ups = 10;
constexpr std::size_t tall_from = 16;  // rows that scroll on a screen

class Matrix {
 public:
  explicit Matrix(const ReportData& data)
      : names_(data.classes), counts_(data.epochs.back().test.confusion) {}

  std::size_t classes() const { return names_.size(); }
  std::int64_t at(std::size_t truth, std::size_t taken) const {
    return counts_[truth * classes() + taken];
  }
  std::string name(std::size_t k) const { return escape(names_[k]); }

  std::string table() const {
    const bool turned = classes() > upright_names;
    std::string head = "<th scope=\"col\">true class</th>";
    for (std::size_t k = 0; k < classes(); ++k)
      head += element("th", "scope=\"col\" title=\"taken for " + name(k) + "\"",
                      turned ? element("div", "class=\"many\"", name(k)) : name(k));
    head += "<th scope=\"col\" class=\"number\">clips</th>";
    std::string rows;
    for (std::size_t truth = 0; truth < classes(); ++truth) rows += row(truth);
    return element("thead", "",
                   "<tr><td></td><th colspan=\"" + std::to_string(classes()) +
                       "\" scope=\"colgroup\">taken for</th><td></td></tr>" +
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

  /// Tinted by its share of the clips that truly are of the class.
  std::string cell(std::size_t truth, std::size_t taken, std::int64_t total) const {
    const std::int64_t n = at(truth, taken);
    if (n == 0) return "<td class=\"zero\">0</td>";
    const double share = static_cast<double>(n) / static_cast<double>(total);
    char style[64], percent[32];
    std::snprintf(style, sizeof style, " style=\"--share:%.2f\"", 0.14 + 0.36 * share);
    std::snprintf(percent, sizeof percent, "%.1f %%", 100 * share);
    const char* kind = truth == taken ? "right" : "wrong";
    return element(
        "td", "class=\"" + std::string(kind) + "\"" + style,
        count_text(n) + (classes() > upright_names ? std::string()
                                                   : element("span", "class=\"small\"", percent)));
  }

  const std::vector<std::string>& names_;
  const std::vector<std::int64_t>& counts_;
};

std::string class_table(const ReportData& data) {
  const std::vector<std::int64_t>& confusion = data.epochs.back().test.confusion;
  std::string rows;
  for (std::size_t k = 0; k < data.classes.size(); ++k) {
    const ClassCounts c = count_class(confusion, static_cast<int>(data.classes.size()),
                                      static_cast<int>(k), data.task);
    std::string cells = element("th", "scope=\"row\" class=\"name\"", escape(data.classes[k]));
    for (const std::string& text : {count_text(c.tp + c.fn), ratio_text(c.precision()),
                                    ratio_text(c.recall()), ratio_text(c.f1())})
      cells += element("td", "class=\"number\"", text);
    rows += element("tr", "", cells) + "\n";
  }
  return table_box("Class by class",
                   "<thead><tr><th scope=\"col\">class</th>"
                   "<th scope=\"col\" class=\"number\">test clips</th>"
                   "<th scope=\"col\" class=\"number\">precision</th>"
                   "<th scope=\"col\" class=\"number\">recall</th>"
                   "<th scope=\"col\" class=\"number\">F1</th></tr></thead>" +
                       element("tbody", "", rows),
                   data.classes.size() > tall_from);
}

std::string mix_ups(const Matrix& matrix) {
  struct MixUp {
    std::size_t truth, taken;
    std::int64_t clips;
  };
  std::vector<MixUp> found;
  for (std::size_t truth = 0; truth < matrix.classes(); ++truth)
    for (std::size_t taken = 0; taken < matrix.classes(); ++taken)
      if (truth != taken && matrix.at(truth, taken) > 0)
        found.push_back({truth, taken, matrix.at(truth, taken)});
  if (found.empty()) return "";
  std::stable_sort(found.begin(), found.end(),
                   [](const MixUp& a, const MixUp& b) { return a.clips > b.clips; });
  if (found.size() > most_mix_ups) found.resize(most_mix_ups);
  std::string rows;
  for (const MixUp& m : found)
    rows += element("tr", "",
                    element("td", "class=\"name\"", matrix.name(m.truth)) +
                        element("td", "class=\"name\"", matrix.name(m.taken)) +
                        element("td", "class=\"number\"", count_text(m.clips)));
  return "<h3>Most frequent mix-ups</h3>\n" +
         table_box("Most frequent mix-ups",
                   "<thead><tr><th scope=\"col\">true class</th><th scope=\"col\">taken for</th>"
                   "<th scope=\"col\" class=\"number\">clips</th></tr></thead>" +
                       element("tbody", "", rows));
}

}  // namespace

std::string classes_section(const ReportData& data) {
  if (data.task != Task::multi_label || data.epochs.empty() ||
      data.epochs.back().test.confusion.size() != 4 * data.classes.size())
    return "";
  return "<p class=\"note\">The test clips of the last epoch: each class is a decision of its own, "
         "since a clip may be of several classes or of none.</p>\n" +
         class_table(data);
}

std::string confusion_section(const ReportData& data) {
  if (data.task == Task::multi_label) return "";
  const std::size_t classes = data.classes.size();
  if (data.epochs.empty() || classes == 0 ||
      data.epochs.back().test.confusion.size() != classes * classes)
    return "";
  const Matrix matrix(data);
  std::string out =
      "<p class=\"note\">The test clips of the last epoch. A row holds the clips that truly are "
      "of a class; the shade is their share of the row.</p>\n" +
      element("div", "class=\"matrix\"",
              table_box("Confusion matrix", matrix.table(), classes > tall_from)) +
      "\n";
  if (data.task != Task::binary)
    out += mix_ups(matrix) + "<h3>Class by class</h3>\n" + class_table(data);
  return out;
}

}  // namespace canopy
