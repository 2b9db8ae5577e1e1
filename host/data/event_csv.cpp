// Events from a CSV file: recording,start_s,end_s[,label][,score].
#include "base/csv_table.h"
#include "data/event_lines.h"

namespace canopy {

EventList read_event_csv(std::string_view text, const std::string& path) {
  CsvColumns columns{{"recording", "start_s", "end_s"}, {"label", "score"}};
  columns.others = true;
  const CsvTable table(text, path, columns);
  EventCollector events(path, {"column start_s", "column end_s", "column score"});
  table.each(events.errors(), [&](const CsvTable::Row& row) {
    const std::string recording = unguarded(row["recording"]);
    if (recording.empty())
      events.refuse(row.line(), "column recording: the recording is empty");
    else if (row["start_s"].empty() && row["end_s"].empty())
      events.add_recording(recording);
    else
      events.add(row.line(), recording, row["start_s"], row["end_s"], unguarded(row["label"]),
                 row["score"]);
  });
  return events.finish();
}

}  // namespace canopy
