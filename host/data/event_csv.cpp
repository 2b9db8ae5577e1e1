// Events from a CSV file: recording,start_s,end_s[,label][,score].
#include <map>

#include "base/cells.h"
#include "data/event_lines.h"

namespace canopy {

EventList read_event_csv(std::string_view text, const std::string& path) {
  EventGatherer events(path);
  const std::vector<CsvRow> rows = csv_rows(text, path);
  if (rows.empty()) {
    events.refuse(1, "is empty; its first line names the columns: recording,start_s,end_s");
    return events.finish();
  }
  std::map<std::string, std::size_t> columns;
  for (std::size_t i = 0; i < rows[0].cells.size(); ++i)
    if (!columns.emplace(rows[0].cells[i], i).second)
      events.refuse(rows[0].line, "column '" + rows[0].cells[i] + "' stands there twice");
  bool complete = true;
  for (const char* needed : {"recording", "start_s", "end_s"})
    if (!columns.count(needed)) {
      events.refuse(rows[0].line, std::string("the column '") + needed + "' is missing");
      complete = false;
    }
  if (!complete) return events.finish();

  for (std::size_t i = 1; i < rows.size(); ++i) {
    const CsvRow& row = rows[i];
    if (row.cells.size() != rows[0].cells.size()) {
      events.refuse(row.line, "expected " + std::to_string(rows[0].cells.size()) + " cells, got " +
                                  std::to_string(row.cells.size()));
      continue;
    }
    const auto cell = [&](const char* column) {
      const auto at = columns.find(column);
      return at == columns.end() ? std::string() : row.cells[at->second];
    };
    const std::string recording = unguarded(cell("recording"));
    if (recording.empty())
      events.refuse(row.line, "the recording is empty");
    else if (cell("start_s").empty() && cell("end_s").empty())
      events.add_recording(recording);
    else
      events.add(row.line, recording, cell("start_s"), cell("end_s"), unguarded(cell("label")),
                 cell("score"));
  }
  return events.finish();
}

}  // namespace canopy
