#include "data/event_lines.h"

#include <charconv>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>

namespace canopy {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// Removes the ending from the name, if the name is longer than that.
void remove_ending(std::string& name, std::string_view ending) {
  if (name.size() > ending.size() && name.ends_with(ending))
    name.resize(name.size() - ending.size());
}

}  // namespace

std::optional<double> seconds_of(std::string_view cell) {
  cell = trimmed(cell);
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error != std::errc() || end != cell.data() + cell.size() || !std::isfinite(value) ||
      value < 0)
    return std::nullopt;
  return value;
}

void EventCollector::refuse(std::size_t line, const std::string& what) {
  errors_.add(fmt::format("{}:{}: {}", path_, line, what));
}

void EventCollector::add_recording(const std::string& name) {
  if (known_.insert(name).second) list_.recordings.push_back(name);
}

void EventCollector::add(std::size_t line, const std::string& recording, const std::string& start,
                         const std::string& end, const std::string& label,
                         const std::string& score) {
  const auto start_s = seconds_of(start), end_s = seconds_of(end);
  if (!start_s || !end_s)
    return refuse(line, fmt::format("{}: expected a number of seconds >= 0, got \"{}\"",
                                    start_s ? names_.end : names_.start, start_s ? end : start));
  if (*end_s < *start_s)
    return refuse(
        line, fmt::format("{}: the event ends ({}) before it starts ({})", names_.end, end, start));
  const auto value = score.empty() ? std::optional<double>(1) : seconds_of(score);
  if (!value)
    return refuse(line, fmt::format("{}: expected a number >= 0, got \"{}\"", names_.score, score));
  add_recording(recording);
  list_.events.push_back({recording, *start_s, *end_s, label, *value});
  list_.labelled = list_.labelled || !label.empty();
}

EventList EventCollector::finish() {
  errors_.report();
  return std::move(list_);
}

std::string EventCollector::named_after() const {
  std::string name = std::filesystem::path(path_).filename().string();
  for (const char* ending : {".txt", ".csv", ".json", ".selections", ".selection.table"})
    remove_ending(name, ending);
  const std::size_t table = name.rfind(".Table.");  // Raven's own "a.Table.1.selections.txt"
  if (table != std::string::npos && table > 0 &&
      name.find_first_not_of("0123456789", table + 7) == std::string::npos)
    name.resize(table);
  return name;
}

std::vector<TextLine> text_lines(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::vector<TextLine> lines;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty()) lines.push_back({number, line});
  }
  return lines;
}

std::vector<std::string> tab_cells(std::string_view line) {
  std::vector<std::string> cells;
  while (true) {
    const std::size_t tab = line.find('\t');
    cells.emplace_back(line.substr(0, tab));
    if (tab == std::string_view::npos) return cells;
    line.remove_prefix(tab + 1);
  }
}

}  // namespace canopy
