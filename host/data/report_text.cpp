// The data report for a terminal.
#include <algorithm>
#include <cstdio>

#include "data/data_report.h"

namespace canopy {
namespace {

template <class... Values>
std::string print(const char* format, Values... values) {
  char text[1024];
  std::snprintf(text, sizeof text, format, values...);
  return text;
}

std::string joined(const std::set<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : "+") + name;
  return text;
}

std::string clips_text(std::size_t clips) {
  return std::to_string(clips) + (clips == 1 ? " clip" : " clips");
}

std::string flaws(const ClipSummary& summary) {
  std::string text;
  for (const auto& [clips, what] : {std::pair{summary.clipped, "clipped"},
                                    {summary.silent, "silent"},
                                    {summary.repeated, "with a duplicate"}})
    if (clips > 0) text += (text.empty() ? "" : ", ") + std::to_string(clips) + " " + what;
  return text;
}

std::string class_text(const ClipSummary& c) {
  std::string text =
      "class " + c.name + ": " + clips_text(c.clips) + " of " + std::to_string(c.sources.size()) +
      (c.sources.size() == 1 ? " source" : " sources") +
      print(" (%zu to train, %zu to validate, %zu to test), %.1f to %.1f s (median %.1f)\n",
            c.train, c.validation, c.test, c.shortest_s, c.longest_s, c.median_s) +
      "  Hz (clips): " + counted_text(c.rates) + "; channels (clips): " + counted_text(c.channels) +
      "\n";
  const std::string bad = flaws(c);
  if (!bad.empty()) text += "  " + bad + "\n";
  return text;
}

std::string source_text(const ClipSummary& source, int width) {
  const std::string bad = flaws(source);
  return print("  %-*s  %5zu %5zu %5zu  %5.1f %5.1f %5.1f  ", width, source.name.c_str(),
               source.train, source.validation, source.test, source.shortest_s, source.median_s,
               source.longest_s) +
         joined(source.classes) + "; " + counted_text(source.rates) + " Hz; channels " +
         counted_text(source.channels) + (bad.empty() ? "" : "; " + bad) + "\n";
}

}  // namespace

std::string counted_text(const std::map<int, std::size_t>& values) {
  std::string text;
  for (const auto& [value, clips] : values)
    text += (text.empty() ? "" : ", ") + std::to_string(value) + " (" + std::to_string(clips) + ")";
  return text;
}

std::string data_report_text(const DataReport& report, bool sources) {
  std::string text;
  for (const ClipSummary& c : report.classes) text += class_text(c);
  if (!sources) return text;
  std::size_t width = 6;
  for (const ClipSummary& source : report.sources) width = std::max(width, source.name.size());
  width = std::min<std::size_t>(width, 60);
  text += print("  %-*s  train valid  test   shortest, median, longest (s)\n",
                static_cast<int>(width), "source");
  for (const ClipSummary& source : report.sources)
    text += source_text(source, static_cast<int>(width));
  return text;
}

}  // namespace canopy
