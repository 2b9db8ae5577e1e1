// Shared by the readers of event files: collects events and errors line by line.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error_list.h"
#include "data/event_files.h"

namespace canopy {

/// The cell as a finite number >= 0, or nothing if it is anything else.
std::optional<double> seconds_of(std::string_view cell);

class EventCollector {
 public:
  /// How errors name the cells of an event.
  struct CellNames {
    std::string start = "start", end = "end", score = "score";
  };

  explicit EventCollector(std::string path) : path_(std::move(path)) {}
  EventCollector(std::string path, CellNames names)
      : path_(std::move(path)), names_(std::move(names)) {}

  /// Adds the error "PATH:LINE: what".
  void refuse(std::size_t line, const std::string& what);
  ErrorList& errors() { return errors_; }
  void add_recording(const std::string& name);
  /// Adds an event, or an error if a number is malformed. An empty `score` is 1.
  void add(std::size_t line, const std::string& recording, const std::string& start,
           const std::string& end, const std::string& label, const std::string& score);
  /// Returns the events. Throws Error(data) if anything was refused.
  EventList finish();

  const std::string& path() const { return path_; }
  /// The recording that a file is named after.
  std::string named_after() const;

 private:
  std::string path_;
  CellNames names_;
  EventList list_;
  std::set<std::string> known_;
  ErrorList errors_;
};

struct TextLine {
  std::size_t number = 0;  // from 1
  std::string_view text;   // without its line end
};

/// The non-empty lines, without a byte order mark.
std::vector<TextLine> text_lines(std::string_view text);
/// The cells between tabs.
std::vector<std::string> tab_cells(std::string_view line);

}  // namespace canopy
