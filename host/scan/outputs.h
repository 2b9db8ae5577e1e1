// What a scan leaves behind: one writer a format, all of them in one table.
#pragma once

#include <string>
#include <vector>

#include "scan/scan.h"

namespace canopy {

/// A finished scan, as its writers see it.
struct ScanReport {
  std::vector<RecordingResult> recordings;
  std::vector<std::string> counted;  // the classes that results.csv counts
  double low_hz = 0, high_hz = 0;    // the band that the model hears
};

struct OutputFormat {
  const char* name;   // as in scan.outputs of a config
  const char* files;  // what it leaves in the folder
  const char* holds;  // and what that is
  void (*write)(const std::string& folder, const ScanReport& report);
};

/// Every format there is, in the order of the config's default.
const std::vector<OutputFormat>& output_formats();

/// Writes the formats of these names into the folder, and bad_files.csv. Files are valid and have
/// their header where nothing was found. Throws Error(disk), and Error(usage) for a name that is
/// not in the table.
void write_outputs(const std::string& folder, const ScanReport& report,
                   const std::vector<std::string>& names);

/// The classes that are counted: the positive one of a binary model, else all.
std::vector<std::string> counted_classes(const ModelInfo& info);
/// The report of these results of the model's.
ScanReport scan_report(std::vector<RecordingResult> results, const ModelInfo& info);

/// Leaves out the detections that score below `score`; returns how many.
std::size_t drop_below(std::vector<RecordingResult>& results, double score);

/// bad_files.csv: `path,reason` of the recordings that were scanned only in part or not at all.
void write_bad_recordings(const std::string& path, const std::vector<RecordingResult>& results);
/// Why a recording was scanned only in part, and how far: "partial, scanned up to 12.500 s: ...";
/// the error alone where nothing of it could be read.
std::string partial_reason(const RecordingResult& result);

/// A file name (without extension) for each recording, no two alike: the recording's own less its
/// audio extension where that is enough to tell them apart, else with it, its folders or a number.
std::vector<std::string> file_stems(const std::vector<RecordingResult>& results);

/// Text for a cell between tabs: control characters, tabs among them, become spaces.
std::string one_line(std::string_view text);

// The writers. `path` is the file's, or the folder's of the files.

/// results.csv: `recording,<class>_calls` with a column a counted class; a line a recording.
void write_results_csv(const std::string& path, const std::vector<RecordingResult>& results,
                       const std::vector<std::string>& classes);
/// detections.csv: `recording,start_s,end_s,label,score`; a line a detection.
void write_detections_csv(const std::string& path, const std::vector<RecordingResult>& results);
/// Raven selection tables: detections.selections.txt over all recordings, whose Begin Time counts
/// from the start of the first one as when Raven opens them in sequence, and for each recording
/// raven/<stem>.Table.1.selections.txt, which is the name that Raven gives and looks for.
void write_raven_tables(const std::string& folder, const ScanReport& report);
/// Audacity label tracks: labels/<stem>.txt, `start TAB end TAB label`, six decimals, no header.
void write_audacity_labels(const std::string& folder, const ScanReport& report);
/// detections.json: recordings with their seconds, whether they are partial, and detections.
void write_detections_json(const std::string& path, const ScanReport& report);

}  // namespace canopy
