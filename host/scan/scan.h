// From long recordings to calls: recordings -> windows -> scores -> calls. Decodes in blocks, so
// memory does not grow with the length or the number of the recordings.
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
  std::string name;  // as in results.csv: usually the file name
  std::vector<Detection> detections;
  std::int64_t windows = 0;
  double seconds = 0;  // of sound that was scanned
  std::string error;   // if not empty, the recording was scanned only as far as it could be read

  bool partial() const { return !error.empty(); }
};

/// An option that changes results must also be part of parameters_text() in journal.cpp.
struct ScanOptions {
  double step_s = 3.0;
  Thresholds threshold{0.99};
  CountingConfig counting;
  MonoMode mono{MonoKind::mean, 0};
  int threads = 2;                                       // for decoding
  std::function<void(const std::string& line)> message;  // for a person: bad recordings and such
  bool progress = false;                                 // show a progress line on standard error
  // Called for each recording, in the order of the paths, once all its windows are scored.
  std::function<void(const RecordingResult&)> on_finished;
  // Results of an earlier scan, by path; these recordings are not scanned again.
  std::map<std::string, RecordingResult> finished;
};

/// The options of the model's config, with messages and progress for a person.
ScanOptions scan_options(const ModelInfo& model, int threads);

/// The given files and the audio files in the given folders, in natural order, without duplicates.
/// Throws Error(data) if a path does not exist or there is no audio file.
std::vector<std::string> list_recordings(const std::vector<std::string>& paths);

/// The folder or file that the config's scan section names; a relative path starts at data.root.
std::string scanned_path(const Config& config);

/// The name of each path in the results: its file name, or the whole path if two share the name.
std::vector<std::string> recording_names(const std::vector<std::string>& paths);

/// Scans in the order of the paths. If interrupt_signal() is set, stops early and returns the
/// results so far.
std::vector<RecordingResult> scan_recordings(Backend& backend, Classifier& classifier,
                                             const std::vector<std::string>& paths,
                                             const ScanOptions& options);

}  // namespace canopy
