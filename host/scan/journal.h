// The finished part of a scan, so that an interrupted scan continues where it stopped.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "scan/scan.h"

namespace canopy {

/// scan.journal.jsonl: one line per finished recording. It holds the result and everything that the
/// result depends on: the recording's path, size and modification time, the model, the parameters.
class ScanJournal {
 public:
  /// Opens FOLDER/scan.journal.jsonl, which need not exist yet. `model` and `parameters` are
  /// hashes; `fresh` deletes an existing journal. Invalid lines (such as a truncated last one) are
  /// ignored.
  ScanJournal(const std::string& folder, const std::string& model, const std::string& parameters,
              bool fresh);

  /// The results that are still valid, by path. `paths` are all the recordings to be scanned.
  /// Recordings that could not be read at all are left out, so that they are tried again.
  std::map<std::string, RecordingResult> finished(const std::vector<std::string>& paths);
  /// Adds a line, with the size and time that the recording had in finished(): a recording that was
  /// written to since then will be scanned again. Throws Error(disk) if it cannot be written.
  void add(const RecordingResult& result);

 private:
  std::string path_, model_, parameters_;
  std::map<std::string, std::string> lines_;  // by absolute path: the newest line of a recording
  std::map<std::string, std::string> keys_;   // by path as given: the start of its line
};

/// scan_recordings() with the journal in `folder`: reuses the results of an earlier scan with the
/// same model, parameters and kind of device, and records each recording that it finishes.
std::vector<RecordingResult> scan_with_journal(Backend& backend, Classifier& classifier,
                                               const std::string& model_path,
                                               const std::vector<std::string>& paths,
                                               ScanOptions options, const std::string& folder,
                                               bool fresh);

}  // namespace canopy
