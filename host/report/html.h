// report.html: one self-contained page a person reads after a run (no scripts, no network).
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "report/epoch.h"

namespace canopy {

/// What the scan found in one recording.
struct RecordingCount {
  std::string recording;
  std::vector<std::int64_t> calls;  // one a counted class
  double seconds = 0;               // of sound
  std::string error;                // not empty: read only in part
};

struct ReportData {
  std::string name;                  // of the run
  std::vector<std::string> classes;  // binary: {other, positive}
  bool binary = false;
  std::vector<EpochRow> epochs;
  std::vector<std::pair<std::string, std::string>> facts;  // "device": "AMD EPYC, 2 threads" ...
  std::vector<std::pair<std::string, std::string>> files;  // path from the page, what it holds
  std::vector<std::pair<std::string, std::string>> bad_files;  // name, reason
  std::vector<std::string> counted;    // the classes whose calls are counted
  std::vector<RecordingCount> counts;  // empty: no scan
  std::string network;                 // its summary, a line a layer
};

/// The page: HTML5 that is well-formed XML as well.
std::string report_html(const ReportData& data);

}  // namespace canopy
