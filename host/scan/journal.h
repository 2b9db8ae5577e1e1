// What a scan has finished, so that one that was interrupted goes on where it was.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "scan/scan.h"

namespace canopy {

/// scan.journal.jsonl: a line a finished recording, with what its result depends on: its path, size
/// and time, the model and the parameters of the scan.
class ScanJournal {
 public:
  /// Opens FOLDER/scan.journal.jsonl, which need not be there yet. `model` and `parameters` are
  /// hashes; `fresh` forgets what is there. Lines that are no entries (a torn last one) are
  /// ignored.
  ScanJournal(const std::string& folder, const std::string& model, const std::string& parameters,
              bool fresh);

  /// Looks at the recordings that will be scanned, and gives the results of those that are still
  /// good. Recordings that could not be read at all are not among them: they are tried again.
  std::map<std::string, RecordingResult> finished(const std::vector<std::string>& paths);
  /// Adds a line, with the size and time that the recording had then: what was written to since
  /// will be scanned again. Throws Error(disk).
  void add(const RecordingResult& result);

 private:
  std::string path_, model_, parameters_;
  std::map<std::string, std::string> lines_;  // by the recording's whole path, the newest of each
  std::map<std::string, std::string> keys_;   // by its path as given: the start of its line
};

/// scan_recordings() with the journal in `folder`: takes over what an earlier scan of this model
/// with these parameters on this kind of device has finished, and notes what this one finishes.
std::vector<RecordingResult> scan_with_journal(Backend& backend, Classifier& classifier,
                                               const std::string& model_path,
                                               const std::vector<std::string>& paths,
                                               ScanOptions options, const std::string& folder,
                                               bool fresh);

}  // namespace canopy
