// What the readers of event files share: errors by line, and the events they gather.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "data/event_files.h"

namespace canopy {

/// A finite number >= 0 that is the whole of the cell.
std::optional<double> seconds_of(std::string_view cell);

class EventGatherer {
 public:
  explicit EventGatherer(std::string path) : path_(std::move(path)) {}

  void refuse(std::size_t line, const std::string& what);
  void add_recording(const std::string& name);
  /// Checks the times and keeps the event. `score` may be empty.
  void add(std::size_t line, const std::string& recording, const std::string& start,
           const std::string& end, const std::string& label, const std::string& score);
  /// What was gathered. Throws Error(data) if anything was refused.
  EventList finish();

  const std::string& path() const { return path_; }
  /// The recording that a file is named after.
  std::string named_after() const;

 private:
  std::string path_;
  EventList list_;
  std::set<std::string> known_;
  std::vector<std::string> errors_;
  std::size_t refused_ = 0;
};

struct TextLine {
  std::size_t number = 0;  // from 1
  std::string_view text;   // without its line end
};

/// The lines that are not empty, without a byte order mark.
std::vector<TextLine> text_lines(std::string_view text);
/// The cells between tabs.
std::vector<std::string> tab_cells(std::string_view line);

}  // namespace canopy
