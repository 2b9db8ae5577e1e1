// Chooses the reader of an event file by its content; reads folders of event files.
#include "data/event_files.h"

#include <algorithm>
#include <filesystem>

#include "base/error.h"
#include "base/files.h"
#include "data/audio_names.h"
#include "data/event_lines.h"

namespace canopy {
namespace {

namespace fs = std::filesystem;

EventList read_one(const std::string& path) {
  const std::string text = read_file(path);
  const std::vector<TextLine> lines = text_lines(text);
  const std::string_view first = lines.empty() ? std::string_view() : lines[0].text;
  if (first.starts_with('{')) return read_detections_json(text, path);
  const std::vector<std::string> cells = tab_cells(first);
  if (cells.size() > 1 && !seconds_of(cells[0])) return read_raven_table(text, path);
  const bool empty_track = lines.empty() && fs::path(path).extension() == ".txt";
  if (cells.size() > 1 || empty_track) return read_audacity_labels(text, path);
  return read_event_csv(text, path);
}

std::vector<std::string> event_files_in(const std::string& folder) {
  std::vector<std::string> found;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    const std::string extension = entry.path().extension().string();
    if (entry.is_regular_file(error) &&
        (extension == ".txt" || extension == ".csv" || extension == ".json"))
      found.push_back(entry.path().string());
  }
  if (found.empty())
    throw Error(ErrorKind::data, folder + ": no event files (*.csv, *.txt, *.json)");
  std::sort(found.begin(), found.end(),
            [](const std::string& a, const std::string& b) { return natural_less(a, b); });
  return found;
}

}  // namespace

EventList read_events(const std::string& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return read_one(path);
  const std::string whole = (fs::path(path) / "detections.csv").string();
  if (fs::exists(whole, error)) return read_one(whole);
  EventList all;
  for (const std::string& file : event_files_in(path)) {
    const EventList one = read_one(file);
    all.events.insert(all.events.end(), one.events.begin(), one.events.end());
    all.labelled = all.labelled || one.labelled;
    for (const std::string& recording : one.recordings)
      if (std::find(all.recordings.begin(), all.recordings.end(), recording) ==
          all.recordings.end())
        all.recordings.push_back(recording);
  }
  return all;
}

std::string recording_stem(const std::string& name) {
  const fs::path file = fs::path(name).filename();
  return has_audio_name(name) ? file.stem().string() : file.string();
}

bool same_recording(const std::string& a, const std::string& b) {
  const fs::path first(a), second(b);
  const bool named_whole = has_audio_name(a) && has_audio_name(b);
  if (named_whole ? first.filename() != second.filename() : recording_stem(a) != recording_stem(b))
    return false;
  fs::path above = first.parent_path(), other = second.parent_path();
  while (above.has_filename() && other.has_filename()) {
    if (above.filename() != other.filename()) return false;
    above = above.parent_path();
    other = other.parent_path();
  }
  return true;
}

}  // namespace canopy
