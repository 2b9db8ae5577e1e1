// The clips of each class, and warnings about them.
#include <fmt/format.h>

#include "report/markup.h"
#include "report/sections.h"

namespace canopy {
namespace {

std::string row(const ClipSummary& c) {
  std::string cells = row_head(escape(c.name));
  for (const std::size_t count : {c.clips, c.train, c.validation, c.test, c.sources.size()})
    cells += number_cell(count_text(static_cast<std::int64_t>(count)));
  for (const double seconds : {c.shortest_s, c.median_s, c.longest_s})
    cells += number_cell(fmt::format("{:.1f}", seconds));
  for (const auto& values : {c.rates, c.channels})
    cells += element("td", "", escape(counted_text(values)));
  return element("tr", "", cells) + "\n";
}

std::string warnings(const std::vector<std::string>& lines) {
  if (lines.empty())
    return "<p>No warnings: no property of the files (sample rate, channels, duration, bandwidth) "
           "was found to predict the class; no source or sound is in several parts of the split; "
           "no sound has two labels; no clip is silent or clipped.</p>\n";
  std::string items;
  for (const std::string& line : lines) {
    const bool marked = line.starts_with("data: ");  // as on the terminal
    items += element("li", "", escape(marked ? line.substr(6) : line)) + "\n";
  }
  return element("p", "", "Warnings:") + "\n" + element("ul", "", items) + "\n";
}

}  // namespace

std::string clips_section(const ReportData& data) {
  if (data.data.classes.empty()) return "";
  std::string head = "<th scope=\"col\" class=\"name\">class</th>";
  for (const char* name : {"clips", "training", "validation", "test", "sources", "shortest (s)",
                           "median (s)", "longest (s)"})
    head += number_head(name);
  for (const char* name : {"sample rates in Hz (clips)", "channels (clips)"})
    head += column_head(name);
  std::string rows;
  for (const ClipSummary& c : data.data.classes) rows += row(c);
  return table_box("The clips of each class",
                   element("thead", "", element("tr", "", head)) + element("tbody", "", rows)) +
         "\n" + warnings(data.data_warnings);
}

}  // namespace canopy
