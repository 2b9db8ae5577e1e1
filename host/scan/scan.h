// Long recordings -> windows -> scores -> calls. Decodes in blocks: memory does not grow with the
// length or the number of the recordings.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "config/config.h"
#include "model/classifier.h"
#include "ops/backend.h"
#include "scan/detection.h"

namespace canopy {

struct RecordingResult {
  std::string path;
  std::string name;  // as it stands in results.csv: the file name
  std::vector<Detection> detections;
  std::int64_t windows = 0;
  double seconds = 0;  // of sound
  std::string error;   // not empty: scanned only as far as it could be read

  bool partial() const { return !error.empty(); }
};

/// What changes a result must be part of parameters_text() in journal.cpp as well.
struct ScanOptions {
  double step_s = 3.0;
  Thresholds threshold{0.99};
  CountingConfig counting;
  MonoConfig mono{MonoKind::mean, 0};
  int threads = 2;                                       // decoding
  std::function<void(const std::string& line)> message;  // bad recordings and the like
  bool progress = false;                                 // a progress line on standard error
  // Called with each recording once all its windows are scored, in the order of the paths.
  std::function<void(const RecordingResult&)> on_finished;
  // Paths with the results of an earlier scan, which are taken over instead of scanned.
  std::map<std::string, RecordingResult> finished;
};

/// Files as given and the audio files of folders as given, in natural order, each once.
/// Throws Error(data) for a path that does not exist.
std::vector<std::string> list_recordings(const std::vector<std::string>& paths);

/// The folder or file that a config's scan section names, found from the data's root.
std::string scanned_path(const Config& config);

/// What each path is called in the results: its file name, or the path where two share the name.
std::vector<std::string> recording_names(const std::vector<std::string>& paths);

/// Scans in the order of the paths. Stops early, with what is done, when interrupt_signal() is set.
std::vector<RecordingResult> scan_recordings(Backend& backend, Classifier& classifier,
                                             const std::vector<std::string>& paths,
                                             const ScanOptions& options);

}  // namespace canopy
