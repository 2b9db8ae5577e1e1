// Details to look up: excluded clips, every epoch, the settings and the files of the run.
#include <algorithm>

#include <fmt/format.h>

#include "base/progress.h"
#include "report/markup.h"
#include "report/sections.h"

namespace canopy {
namespace {

/// A number_cell with a line on its left, for the first column of a group.
std::string first_number_cell(const std::string& text) {
  return element("td", "class=\"number left\"", text);
}

std::string part_cells(const PartMetrics& part) {
  return first_number_cell(loss_text(part.loss)) + number_cell(ratio_text(part.accuracy)) +
         number_cell(ratio_text(part.precision)) + number_cell(ratio_text(part.recall)) +
         number_cell(ratio_text(part.f1));
}

std::string pair_table(const char* label, const std::string& head, const Facts& rows) {
  std::string body;
  for (const auto& [name, value] : rows)
    body += element("tr", "", row_head(escape(name)) + element("td", "", escape(value))) + "\n";
  return table_box(label, head + element("tbody", "", body), rows.size() > tall_from);
}

/// A link for each of the paths, which are separated by ", ".
std::string links_to(const std::string& paths) {
  std::string out;
  for (std::size_t start = 0; start < paths.size();) {
    const std::size_t end = std::min(paths.find(", ", start), paths.size());
    const std::string path = paths.substr(start, end - start);
    if (!out.empty()) out += ", ";
    out += element("a", fmt::format("href=\"{}\"", link_to(path)), escape(path));
    start = end + 2;
  }
  return out;
}

}  // namespace

std::string excluded_section(const ReportData& data) {
  if (data.bad_clips.empty()) return "<p>No clip is damaged: all could be read completely.</p>\n";
  const auto clips = static_cast<std::int64_t>(data.bad_clips.size());
  Facts rows;
  for (const BadFile& bad : data.bad_clips) rows.emplace_back(bad.name, bad.reason);
  return element("p", "",
                 fmt::format("{} excluded from the run: not used for training, validation or "
                             "testing.",
                             count_of(clips, "damaged clip") + (clips == 1 ? " was" : " were"))) +
         "\n" +
         pair_table(
             "Damaged clips",
             element("thead", "", element("tr", "", column_head("clip") + column_head("reason"))),
             rows);
}

std::string epochs_section(const ReportData& data) {
  if (data.epochs.empty()) return "";
  std::string part_head;
  for (int part = 0; part < 2; ++part)
    part_head += "<th scope=\"col\" class=\"number left\">loss</th>" + number_head("accuracy") +
                 number_head("precision") + number_head("recall") + number_head("F1");
  const std::string head =
      "<thead><tr><th colspan=\"2\"></th>"
      "<th colspan=\"5\" scope=\"colgroup\" class=\"left\">test</th>"
      "<th colspan=\"5\" scope=\"colgroup\" class=\"left\">training</th>"
      "<th colspan=\"2\" class=\"left\"></th></tr>\n"
      "<tr>" +
      number_head("epoch") + number_head("learning rate") + part_head +
      "<th scope=\"col\" class=\"number left\">time</th>" + number_head("training clips/s") +
      "</tr></thead>\n";
  const std::size_t best = best_epoch(data);
  std::string rows;
  for (std::size_t k = 0; k < data.epochs.size(); ++k) {
    const EpochRow& row = data.epochs[k];
    const bool marked = k == best && data.epochs.size() > 1;
    rows += element("tr", marked ? "class=\"mark\"" : "",
                    element("th", "scope=\"row\" class=\"number\"",
                            (marked ? "<span class=\"badge\">best</span> " : "") +
                                std::to_string(row.epoch)) +
                        number_cell(rate_text(row.learning_rate)) + part_cells(row.test) +
                        part_cells(row.train) +
                        first_number_cell(duration_text(row.train.seconds + row.test.seconds +
                                                        row.validation.seconds)) +
                        number_cell(speed_text(row.train.clips_per_s))) +
            "\n";
  }
  return "<p class=\"note\">The learning rate is that of the epoch's last step. metrics.csv also "
         "has average precision, ROC-AUC and, if there is a validation part, its metrics.</p>\n" +
         table_box("Metrics of every epoch", head + element("tbody", "", rows),
                   data.epochs.size() > tall_from);
}

std::string facts_section(const ReportData& data) {
  std::string out;
  if (!data.facts.empty()) out += pair_table("Settings of the run", "", data.facts);
  if (data.files.empty()) return out;
  std::string rows;
  for (const auto& [paths, meaning] : data.files)
    rows += element("tr", "",
                    element("th", "scope=\"row\"", links_to(paths)) +
                        element("td", "", escape(meaning))) +
            "\n";
  return out + "<h3>Files in the run folder</h3>\n" +
         table_box("Files in the run folder", element("tbody", "", rows));
}

}  // namespace canopy
