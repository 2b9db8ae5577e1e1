// What a reader looks up: every epoch, the circumstances, the excluded clips.
#include "base/progress.h"
#include "report/markup.h"
#include "report/sections.h"

namespace canopy {
namespace {

constexpr std::size_t tall_from = 30;  // rows; a longer table scrolls on a screen

std::string number_cell(const std::string& text, bool first_of_part = false) {
  return element("td", first_of_part ? "class=\"number left\"" : "class=\"number\"", text);
}

std::string part_cells(const PartMetrics& part) {
  return number_cell(loss_text(part.loss), true) + number_cell(ratio_text(part.accuracy)) +
         number_cell(ratio_text(part.precision)) + number_cell(ratio_text(part.recall)) +
         number_cell(ratio_text(part.f1));
}

std::string pair_table(const char* label, const std::string& head, const Facts& rows) {
  std::string body;
  for (const auto& [name, value] : rows)
    body += element("tr", "",
                    element("th", "scope=\"row\" class=\"name\"", escape(name)) +
                        element("td", "", escape(value))) +
            "\n";
  return table_box(label, head + element("tbody", "", body), rows.size() > tall_from);
}

}  // namespace

std::string excluded_section(const ReportData& data) {
  if (data.bad_clips.empty()) return "<p>None: every clip could be read completely.</p>\n";
  const auto clips = static_cast<std::int64_t>(data.bad_clips.size());
  Facts rows;
  for (const BadFile& bad : data.bad_clips) rows.emplace_back(bad.name, bad.reason);
  return element("p", "",
                 count_of(clips, "damaged clip") + (clips == 1 ? " was" : " were") +
                     " used for neither training nor testing, and not replaced.") +
         "\n" +
         pair_table("Excluded clips",
                    "<thead><tr><th scope=\"col\">clip</th><th scope=\"col\">reason</th></tr>"
                    "</thead>",
                    rows);
}

std::string epochs_section(const ReportData& data) {
  if (data.epochs.empty()) return "";
  std::string part_head;
  for (int part = 0; part < 2; ++part)
    part_head +=
        "<th scope=\"col\" class=\"number left\">loss</th>"
        "<th scope=\"col\" class=\"number\">accuracy</th>"
        "<th scope=\"col\" class=\"number\">precision</th>"
        "<th scope=\"col\" class=\"number\">recall</th><th scope=\"col\" class=\"number\">F1</th>";
  const std::string head =
      "<thead><tr><th colspan=\"2\"></th>"
      "<th colspan=\"5\" scope=\"colgroup\" class=\"left\">test</th>"
      "<th colspan=\"5\" scope=\"colgroup\" class=\"left\">training</th>"
      "<th colspan=\"2\" class=\"left\"></th></tr>\n"
      "<tr><th scope=\"col\" class=\"number\">epoch</th>"
      "<th scope=\"col\" class=\"number\">learning rate</th>" +
      part_head +
      "<th scope=\"col\" class=\"number left\">time</th>"
      "<th scope=\"col\" class=\"number\">clips/s</th></tr></thead>\n";
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
                        number_cell(duration_text(row.train.seconds + row.test.seconds +
                                                  row.validation.seconds),
                                    true) +
                        number_cell(speed_text(row.train.clips_per_s))) +
            "\n";
  }
  return table_box("Metrics of every epoch", head + element("tbody", "", rows),
                   data.epochs.size() > tall_from);
}

std::string facts_section(const ReportData& data) {
  std::string out;
  if (!data.facts.empty()) out += pair_table("How it was run", "", data.facts);
  if (data.files.empty()) return out;
  std::string rows;
  for (const auto& [path, meaning] : data.files)
    rows += element("tr", "",
                    element("th", "scope=\"row\"",
                            element("a", "href=\"" + link_to(path) + "\"", escape(path))) +
                        element("td", "", escape(meaning))) +
            "\n";
  return out + "<h3>Files beside this page</h3>\n" +
         table_box("Files beside this page", element("tbody", "", rows));
}

}  // namespace canopy
