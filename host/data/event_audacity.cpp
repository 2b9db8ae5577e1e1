// Events from an Audacity label track.
#include <fmt/format.h>

#include "base/counted.h"
#include "data/event_lines.h"

namespace canopy {

EventList read_audacity_labels(std::string_view text, const std::string& path) {
  EventCollector events(path);
  const std::string recording = events.named_after();
  events.add_recording(recording);
  for (const TextLine& line : text_lines(text)) {
    if (line.text.starts_with('\\')) continue;  // the frequency range of the previous label
    const std::vector<std::string> cells = tab_cells(line.text);
    if (cells.size() < 2 || cells.size() > 3)
      events.refuse(line.number,
                    fmt::format("expected start, end and label separated by tabs, got {}",
                                counted(cells.size(), "cell")));
    else
      events.add(line.number, recording, cells[0], cells[1], cells.size() > 2 ? cells[2] : "", "");
  }
  return events.finish();
}

}  // namespace canopy
