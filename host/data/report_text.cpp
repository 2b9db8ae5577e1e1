// The data report for a terminal.
#include <algorithm>

#include <fmt/format.h>

#include "base/counted.h"
#include "data/data_report.h"

namespace canopy {
namespace {

std::string flaws(const ClipSummary& summary) {
  std::string text;
  for (const auto& [clips, what] : {std::pair{summary.clipped, "clipped"},
                                    {summary.silent, "silent"},
                                    {summary.repeated, "with a duplicate"}})
    if (clips > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", clips, what);
  return text;
}

std::string class_text(const ClipSummary& c) {
  std::string text = fmt::format(
      "class {}: {} of {} ({} train, {} validation, {} test), {:.1f} to {:.1f} s (median {:.1f})\n"
      "  Hz (clips): {}; channels (clips): {}\n",
      c.name, counted(c.clips, "clip"), counted(c.sources.size(), "source"), c.train, c.validation,
      c.test, c.shortest_s, c.longest_s, c.median_s, counted_text(c.rates),
      counted_text(c.channels));
  const std::string bad = flaws(c);
  if (!bad.empty()) text += fmt::format("  {}\n", bad);
  return text;
}

std::string source_text(const ClipSummary& source, std::size_t width) {
  const std::string bad = flaws(source);
  return fmt::format(
      "  {:<{}}  {:5} {:5} {:5}  {:5.1f} {:5.1f} {:5.1f}  {}; {} Hz; channels {}{}{}\n",
      source.name, width, source.train, source.validation, source.test, source.shortest_s,
      source.median_s, source.longest_s, fmt::join(source.classes, "+"), counted_text(source.rates),
      counted_text(source.channels), bad.empty() ? "" : "; ", bad);
}

}  // namespace

std::string counted_text(const std::map<int, std::size_t>& values) {
  std::string text;
  for (const auto& [value, clips] : values)
    text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", value, clips);
  return text;
}

std::string data_report_text(const DataReport& report, bool sources) {
  std::string text;
  for (const ClipSummary& c : report.classes) text += class_text(c);
  if (!sources) return text;
  std::size_t width = 6;
  for (const ClipSummary& source : report.sources) width = std::max(width, source.name.size());
  width = std::min<std::size_t>(width, 60);
  text +=
      fmt::format("  {:<{}}  train valid  test   shortest, median, longest (s)\n", "source", width);
  for (const ClipSummary& source : report.sources) text += source_text(source, width);
  return text;
}

}  // namespace canopy
