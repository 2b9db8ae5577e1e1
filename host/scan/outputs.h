// The output files of a scan: one writer per format, all listed in one table.
#pragma once

#include <string>
#include <vector>

#include "scan/scan.h"

namespace canopy {

/// A finished scan: the input of the writers.
struct ScanReport {
  std::vector<RecordingResult> recordings;
  std::vector<std::string> counted;  // the classes that results.csv counts
  double low_hz = 0, high_hz = 0;    // the frequency band that the model uses
};

struct OutputFormat {
  const char* name;   // as in a config's scan.outputs
  const char* files;  // the files that it writes into the folder
  const char* holds;  // what they contain
  void (*write)(const std::string& folder, const ScanReport& report);
};

/// All formats, in the order of the config's default.
const std::vector<OutputFormat>& output_formats();

/// Writes the named formats into the folder. If nothing was found, the files are still valid and
/// have their header. bad_files.csv is left to the caller, since that of a run lists clips, too.
/// Throws Error(disk) if a file cannot be written, and Error(usage) for a name that is not in the
/// table.
void write_outputs(const std::string& folder, const ScanReport& report,
                   const std::vector<std::string>& names);

/// The classes that are counted: the positive class of a binary model, otherwise all.
std::vector<std::string> counted_classes(const ModelInfo& info);
/// The report on these results, which the model found.
ScanReport scan_report(std::vector<RecordingResult> results, const ModelInfo& info);

/// Removes the detections that score below `score`; returns how many.
std::size_t drop_below(std::vector<RecordingResult>& results, double score);

/// bad_files.csv: `path,reason` for each recording that was scanned only in part or not at all.
void write_bad_recordings(const std::string& path, const std::vector<RecordingResult>& results);
/// Why a recording was scanned only in part, and how far: "partial, scanned up to 12.500 s: ...".
/// Only the error if nothing could be read.
std::string partial_reason(const RecordingResult& result);

/// A unique file name, without extension, for each recording: the recording's own name without its
/// audio extension. If that is not unique, the extension, the folders or a number are added.
std::vector<std::string> file_stems(const std::vector<RecordingResult>& results);

/// Text for a cell of a tab-separated table: control characters (including tabs) become spaces.
std::string one_line(std::string_view text);

// The writers, which write to the file `path` or into `folder`.

/// results.csv: `recording,<class>_calls`, one column per counted class; one line per recording.
void write_results_csv(const std::string& path, const std::vector<RecordingResult>& results,
                       const std::vector<std::string>& classes);
/// detections.csv: `recording,start_s,end_s,label,score`; one line per detection.
void write_detections_csv(const std::string& path, const std::vector<RecordingResult>& results);
/// Raven selection tables. detections.selections.txt covers all recordings; its Begin Time counts
/// from the start of the first one, as it does when Raven opens the recordings as a sequence. Each
/// recording also has raven/<stem>.Table.1.selections.txt, the name that Raven itself uses.
void write_raven_tables(const std::string& folder, const ScanReport& report);
/// Audacity label tracks: labels/<stem>.txt, `start TAB end TAB label`, six decimals, no header.
void write_audacity_labels(const std::string& folder, const ScanReport& report);
/// detections.json: the recordings, with their length, whether they are partial, and detections.
void write_detections_json(const std::string& path, const ScanReport& report);

}  // namespace canopy
