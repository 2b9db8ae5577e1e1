// The clips of each class, and what a reader should know about them before trusting the figures.
#include <fmt/format.h>

#include "report/markup.h"
#include "report/sections.h"

namespace canopy {
namespace {

std::string row(const ClipSummary& c) {
  std::string cells = element("th", "scope=\"row\" class=\"name\"", escape(c.name));
  for (const std::size_t count : {c.clips, c.train, c.validation, c.test, c.sources.size()})
    cells += element("td", "class=\"number\"", count_text(static_cast<std::int64_t>(count)));
  for (const double seconds : {c.shortest_s, c.median_s, c.longest_s})
    cells += element("td", "class=\"number\"", fmt::format("{:.1f}", seconds));
  for (const auto& values : {c.rates, c.channels})
    cells += element("td", "", escape(counted_text(values)));
  return element("tr", "", cells) + "\n";
}

std::string warnings(const std::vector<std::string>& lines) {
  if (lines.empty())
    return "<p>No property of the files reveals the class, and no sound is listed twice.</p>\n";
  std::string items;
  for (const std::string& line : lines) {
    const bool marked = line.starts_with("data: ");  // as on the terminal
    items += element("li", "", escape(marked ? line.substr(6) : line)) + "\n";
  }
  return element("p", "", "Please check:") + "\n" + element("ul", "", items) + "\n";
}

}  // namespace

std::string clips_section(const ReportData& data) {
  if (data.data.classes.empty()) return "";
  std::string head = "<th scope=\"col\" class=\"name\">class</th>";
  for (const char* name : {"clips", "training", "validation", "test", "sources", "shortest, s", "median, s",
                           "longest, s"})
    head += element("th", "scope=\"col\" class=\"number\"", name);
  for (const char* name : {"Hz (clips)", "channels (clips)"})
    head += element("th", "scope=\"col\"", name);
  std::string rows;
  for (const ClipSummary& c : data.data.classes) rows += row(c);
  return table_box("The clips of each class",
                   element("thead", "", element("tr", "", head)) + element("tbody", "", rows)) +
         "\n" + warnings(data.data_warnings);
}

}  // namespace canopy
