// Events in recordings (calls with their times), read from CSV files, Raven selection tables,
// Audacity label tracks and Canopy's own detections.json. To add a format: data/event_<name>.cpp,
// its declaration and its line in event_files.{h,cpp}; if clips can be cut from it also LabelFormat
// in config/config.h, label_fields.cpp and data/label_tracks.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace canopy {

struct SoundEvent {
  std::string recording;          // as named in the file
  double start_s = 0, end_s = 0;  // in the recording; end_s >= start_s >= 0
  std::string label;              // empty if the file has none
  double score = 1;
};

struct EventList {
  std::vector<SoundEvent> events;       // in the order of the file
  std::vector<std::string> recordings;  // each once, including those without events
  bool labelled = false;                // some event has a label
};

/// Reads a file, whose format is recognised by its content, or a folder: its detections.csv, or
/// else all its event files (*.csv, *.txt, *.json) in natural order. A file that does not name
/// recordings belongs to the one it is named after: "a.txt", "a.Table.1.selections.txt" and
/// "a.wav.txt" belong to a. Throws Error(data) with "FILE:LINE: what" for every malformed line.
EventList read_events(const std::string& path);

// Readers of one format each; `path` is for errors and for the recording the file is named after.

/// `recording,start_s,end_s[,label][,score]`: columns in any order, others are ignored. A row
/// without times names a recording without events.
EventList read_event_csv(std::string_view text, const std::string& path);
/// A Raven selection table with the columns Begin Time (s) and End Time (s), and optionally Begin
/// File, File Offset (s), Label (or Annotation, Species, Common Name, Class, Type) and Score (or
/// Confidence). A selection that is listed in several views counts once.
EventList read_raven_table(std::string_view text, const std::string& path);
/// An Audacity label track: start TAB end [TAB label]; frequency lines (\ TAB low TAB high) are
/// ignored.
EventList read_audacity_labels(std::string_view text, const std::string& path);
/// detections.json of a scan.
EventList read_detections_json(std::string_view text, const std::string& path);

/// Whether two names mean the same recording: the file names are equal, with or without an audio
/// extension, and so are the folders that both give.
bool same_recording(const std::string& a, const std::string& b);
/// "forest/a.wav" -> "a": the file name without an audio extension.
std::string recording_stem(const std::string& name);

}  // namespace canopy
