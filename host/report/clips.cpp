// The clips of each class, and what a reader should know of them before believing the figures.
#include <cstdio>

#include "report/markup.h"
#include "report/sections.h"

namespace canopy {
namespace {

std::string seconds_text(double seconds) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", seconds);
  return text;
}

std::string row(const ClassClips& c) {
  std::string cells = element("th", "scope=\"row\" class=\"name\"", escape(c.name));
  for (const std::int64_t count : {c.clips, c.train, c.validation, c.test, c.sources})
    cells += element("td", "class=\"number\"", count_text(count));
  for (const double seconds : {c.shortest_s, c.median_s, c.longest_s})
    cells += element("td", "class=\"number\"", seconds_text(seconds));
  for (const std::string& values : {c.rates, c.channels})
    cells += element("td", "", escape(values));
  return element("tr", "", cells) + "\n";
}

std::string warnings(const std::vector<std::string>& lines) {
  if (lines.empty())
    return "<p>Nothing about the files gives the classes away, and no sound is there twice.</p>\n";
  std::string items;
  for (const std::string& line : lines) {
    const bool marked = line.starts_with("data: ");  // as on the terminal
    items += element("li", "", escape(marked ? line.substr(6) : line)) + "\n";
  }
  return element("p", "", "To be looked into:") + "\n" + element("ul", "", items) + "\n";
}

}  // namespace

std::string clips_section(const ReportData& data) {
  if (data.clips.empty()) return "";
  std::string head = "<th scope=\"col\" class=\"name\">class</th>";
  for (const char* name : {"clips", "to train", "to validate", "to test", "sources", "shortest, s",
                           "median, s", "longest, s"})
    head += element("th", "scope=\"col\" class=\"number\"", name);
  for (const char* name : {"Hz (clips)", "channels (clips)"})
    head += element("th", "scope=\"col\"", name);
  std::string rows;
  for (const ClassClips& c : data.clips) rows += row(c);
  return table_box("The clips of each class",
                   element("thead", "", element("tr", "", head)) + element("tbody", "", rows)) +
         "\n" + warnings(data.data_warnings);
}

}  // namespace canopy
