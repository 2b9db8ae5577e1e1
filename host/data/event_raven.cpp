// Events from a Raven selection table.
#include <algorithm>
#include <initializer_list>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "base/cells.h"
#include "data/event_lines.h"

namespace canopy {
namespace {

constexpr std::size_t no_column = static_cast<std::size_t>(-1);

/// The index of the first of these names that is a column of the table.
std::size_t column_of(const std::vector<std::string>& header,
                      std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const auto at = std::find(header.begin(), header.end(), name);
    if (at != header.end()) return static_cast<std::size_t>(at - header.begin());
  }
  return no_column;
}

std::string exact(double seconds) {
  return fmt::format("{:.17g}", seconds);
}

}  // namespace

EventList read_raven_table(std::string_view text, const std::string& path) {
  EventCollector events(path, {"column Begin Time (s)", "column End Time (s)", "column Score"});
  const std::vector<TextLine> lines = text_lines(text);
  const std::vector<std::string> header =
      lines.empty() ? std::vector<std::string>() : tab_cells(lines[0].text);
  const std::size_t begin = column_of(header, {"Begin Time (s)"}),
                    end = column_of(header, {"End Time (s)"}),
                    number = column_of(header, {"Selection"}),
                    file = column_of(header, {"Begin File"}),
                    offset = column_of(header, {"File Offset (s)"}),
                    label = column_of(
                        header, {"Label", "Annotation", "Species", "Common Name", "Class", "Type"}),
                    score = column_of(header, {"Score", "Confidence"});
  if (begin == no_column || end == no_column)
    events.refuse(1, fmt::format("column '{}' is missing; the first line of a selection table must "
                                 "name its columns",
                                 begin == no_column ? "Begin Time (s)" : "End Time (s)"));
  // A table without file names, or without rows, belongs to the recording it is named after.
  if (file == no_column || lines.size() < 2) events.add_recording(events.named_after());
  if (begin == no_column || end == no_column) return events.finish();

  std::set<std::tuple<std::string, std::string, std::string>> seen;  // selection, begin, file
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::size_t line = lines[i].number;
    const std::vector<std::string> cells = tab_cells(lines[i].text);
    if (cells.size() != header.size()) {
      events.refuse(line, fmt::format("expected {} cells, got {}", header.size(), cells.size()));
      continue;
    }
    const auto cell = [&](std::size_t column) {
      return column == no_column ? std::string() : cells[column];
    };
    const std::string recording = file == no_column ? events.named_after() : unguarded(cell(file));
    if (recording.empty()) {
      events.refuse(line, "column Begin File: the file name is empty");
      continue;
    }
    if (number != no_column && !seen.insert({cell(number), cell(begin), recording}).second)
      continue;  // the same selection in another view
    std::string from = cell(begin), to = cell(end);
    const auto in_file = seconds_of(cell(offset)), from_s = seconds_of(from), to_s = seconds_of(to);
    if (!cell(offset).empty() && !in_file) {
      events.refuse(line, fmt::format("column File Offset (s): expected a number of seconds >= 0, "
                                      "got \"{}\"",
                                      cell(offset)));
      continue;
    }
    // Begin Time counts from the start of the first open file, File Offset from that of its own.
    if (file != no_column && in_file && from_s && to_s && *from_s != *in_file) {
      from = cell(offset);
      to = exact(*in_file + (*to_s - *from_s));
    }
    events.add(line, recording, from, to, unguarded(cell(label)), cell(score));
  }
  return events.finish();
}

}  // namespace canopy
