// What a reader looks up: every epoch, the layers, the circumstances, what was left out.
#include "base/progress.h"
#include "report/markup.h"
#include "report/sections.h"

namespace canopy {
namespace {

constexpr std::size_t tall_from = 30;  // rows that scroll on a screen

std::string number_cell(const std::string& text, bool first_of_part = false) {
  return element("td", first_of_part ? "class=\"number left\"" : "class=\"number\"", text);
}

std::string part_cells(const PartMetrics& part) {
  return number_cell(loss_text(part.loss), true) + number_cell(ratio_text(part.accuracy)) +
         number_cell(ratio_text(part.precision)) + number_cell(ratio_text(part.recall)) +
         number_cell(ratio_text(part.f1));
}

std::string pair_table(const char* label, const std::string& head,
                       const std::vector<std::pair<std::string, std::string>>& rows) {
  std::string body;
  for (const auto& [name, value] : rows)
    body +=
        element("tr", "",
                element("th", "scope=\"row\"", escape(name)) + element("td", "", escape(value))) +
        "\n";
  return table_box(label, head + element("tbody", "", body), rows.size() > tall_from);
}

/// "conv2d -> 1489 x 255 x 16, 160 parameters" as three cells; another line as one.
std::string layer_row(const std::string& line) {
  const std::size_t arrow = line.find(" -> ");
  if (arrow == std::string::npos)
    return element("tr", "", element("td", "colspan=\"3\"", escape(line)));
  std::string shape = line.substr(arrow + 4), parameters;
  if (const std::size_t comma = shape.find(", "); comma != std::string::npos) {
    parameters = shape.substr(comma + 2);
    shape.resize(comma);
  }
  return element("tr", "",
                 element("th", "scope=\"row\"", escape(line.substr(0, arrow))) +
                     element("td", "", escape(shape)) + number_cell(escape(parameters)));
}

}  // namespace

std::string excluded_section(const ReportData& data) {
  if (data.bad_files.empty())
    return "<p>None: every clip that was listed could be read whole.</p>\n";
  const auto files = static_cast<std::int64_t>(data.bad_files.size());
  return element("p", "",
                 count_of(files, "clip") + (files == 1 ? " was" : " were") +
                     " neither trained on nor tested, and nothing was put in its place.") +
         "\n" +
         pair_table("Excluded files",
                    "<thead><tr><th scope=\"col\">file</th><th scope=\"col\">why</th></tr></thead>",
                    data.bad_files);
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
      "<th scope=\"col\" class=\"number\">rate</th>" +
      part_head +
      "<th scope=\"col\" class=\"number left\">time</th>"
      "<th scope=\"col\" class=\"number\">clips/s</th></tr></thead>\n";
  const std::size_t best = best_epoch(data);
  std::string rows;
  for (std::size_t k = 0; k < data.epochs.size(); ++k) {
    const EpochRow& row = data.epochs[k];
    rows += element("tr", k == best ? "class=\"mark\"" : "",
                    element("th", "scope=\"row\" class=\"number\"", std::to_string(row.epoch)) +
                        number_cell(short_text(row.learning_rate)) + part_cells(row.test) +
                        part_cells(row.train) +
                        number_cell(duration_text(row.train.seconds + row.test.seconds), true) +
                        number_cell(short_text(row.train.clips_per_s))) +
            "\n";
  }
  return table_box("Every epoch in figures", head + element("tbody", "", rows),
                   data.epochs.size() > tall_from);
}

std::string network_section(const ReportData& data) {
  std::string rows;
  for (std::size_t at = 0; at < data.network.size();) {
    const std::size_t end = std::min(data.network.find('\n', at), data.network.size());
    if (end > at) rows += layer_row(data.network.substr(at, end - at)) + "\n";
    at = end + 1;
  }
  if (rows.empty()) return "";
  return table_box("Layers of the network",
                   "<thead><tr><th scope=\"col\">layer</th><th scope=\"col\">gives</th>"
                   "<th scope=\"col\" class=\"number\">parameters</th></tr></thead>" +
                       element("tbody", "", rows));
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
