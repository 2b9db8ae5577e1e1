// Reads TensorBoard event files according to the format's definition, independently of the writer.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace canopy::test {

struct LoggedEvent {
  double wall_time = 0;
  std::int64_t step = 0;
  std::string file_version;
  bool session_start = false;
  std::map<std::string, float> scalars;
};

/// Throws std::runtime_error for a wrong checksum, a truncated record, an unknown field or a
/// duplicate tag in one event.
std::vector<LoggedEvent> read_events(const std::string& bytes);

/// The names of the event files in a folder.
std::vector<std::string> list_event_files(const std::string& folder);

}  // namespace canopy::test
