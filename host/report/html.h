// report.html: one self-contained page a person reads after a run (no scripts, no network).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "evaluate/epoch_row.h"
#include "report/evaluation.h"

namespace canopy {

/// What the scan found in one recording.
struct RecordingCount {
  std::string recording;
  std::vector<std::int64_t> calls;  // one a counted class
  double seconds = 0;               // of sound
  std::string error;                // not empty: read only in part
};

/// What the clips of one class are like.
struct ClassClips {
  std::string name;
  std::int64_t clips = 0, train = 0, validation = 0, test = 0, sources = 0;
  double shortest_s = 0, median_s = 0, longest_s = 0;
  std::string rates, channels;  // "44100 (476)": the value, and how many clips have it
};

struct ReportData {
  std::string name;                  // of the run
  std::vector<std::string> classes;  // binary: {other, positive}
  Task task = Task::categorical;
  std::vector<EpochRow> epochs;
  std::vector<std::pair<std::string, std::string>> facts;  // "device": "AMD EPYC, 2 threads" ...
  std::vector<std::pair<std::string, std::string>> files;  // path from the page, what it holds
  std::vector<std::pair<std::string, std::string>> bad_files;  // name, reason
  std::vector<std::string> counted;            // the classes whose calls are counted
  std::vector<RecordingCount> counts;          // empty: no scan
  std::vector<ClassClips> clips;               // a class each
  std::vector<std::string> data_warnings;      // what should be looked into in the data
  std::optional<ReportEvaluation> evaluation;  // of the test clips; nothing: not evaluated
  std::string network;                         // its summary, a line a layer
};

/// The page: HTML5 that is well-formed XML as well.
std::string report_html(const ReportData& data);

}  // namespace canopy
