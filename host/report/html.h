// report.html: one self-contained page about a run (no scripts, no network access).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "data/clips.h"
#include "data/data_report.h"
#include "evaluate/epoch_row.h"
#include "evaluate/evaluation.h"
#include "scan/scan.h"

namespace canopy {

using Facts = std::vector<std::pair<std::string, std::string>>;  // name, value

struct ReportData {
  std::string name;               // of the run
  Evaluation evaluation;          // of the saved model on the test clips
  bool averaged_weights = false;  // the saved weights are a moving average over the training
  double epoch_threshold = 0.5;   // used for the metrics of the epochs
  std::vector<EpochRow> epochs;
  Facts facts;                     // {"device", "AMD EPYC, 2 threads"} ...
  Facts files;                     // paths relative to the page, separated by ", "; description
  std::vector<BadFile> bad_clips;  // excluded from the run
  DataReport data;                 // the clips of each class
  std::vector<std::string> data_warnings;
  std::vector<std::string> counted;         // the classes whose calls are counted
  std::vector<RecordingResult> recordings;  // empty: no scan
  std::string network;                      // its summary, one line per layer
};

/// The page: HTML5 that is also well-formed XML.
std::string report_html(const ReportData& data);

}  // namespace canopy
