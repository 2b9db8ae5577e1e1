// Events in recordings (calls with their times), read from what people and programs write: CSV,
// Raven selection tables, Audacity label tracks and Canopy's own detections.json.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace canopy {

struct SoundEvent {
  std::string recording;          // as the file names it
  double start_s = 0, end_s = 0;  // in the recording; end_s >= start_s >= 0
  std::string label;              // empty where the file has none
  double score = 1;
};

struct EventList {
  std::vector<SoundEvent> events;       // in the order of the file
  std::vector<std::string> recordings;  // each once, also those without an event
  bool labelled = false;                // some event has a label
};

/// Reads a file, whose format is told by its content, or a folder: its detections.csv, or else all
/// its event files (*.csv, *.txt, *.json) in natural order. A file that does not name recordings is
/// about the one it is named after: "a.txt", "a.Table.1.selections.txt" and "a.wav.txt" are about
/// a. Throws Error(data) with a line "FILE:LINE: what" for everything that is not as it should be.
EventList read_events(const std::string& path);

// The formats, from their text; `path` is for the errors and for what the file is named after.

/// `recording,start_s,end_s[,label][,score]`, columns in any order, others ignored. A row without
/// times names a recording that has no event.
EventList read_event_csv(std::string_view text, const std::string& path);
/// A Raven selection table. Columns by name: Begin Time (s), End Time (s), and where there are any
/// Begin File, File Offset (s), Label (or Annotation, Species, Common Name, Class, Type) and Score
/// (or Confidence). A selection that stands there once a view counts once.
EventList read_raven_table(std::string_view text, const std::string& path);
/// An Audacity label track: start TAB end [TAB label]; lines of frequencies (\ TAB low TAB high)
/// are passed over.
EventList read_audacity_labels(std::string_view text, const std::string& path);
/// detections.json of a scan.
EventList read_detections_json(std::string_view text, const std::string& path);

/// Whether two names mean the same recording: the same file name, with or without its audio
/// extension; folders count only where both name them.
bool same_recording(const std::string& a, const std::string& b);
/// "forest/a.wav" -> "a": the file name without an audio extension.
std::string recording_stem(const std::string& name);

}  // namespace canopy
