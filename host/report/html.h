// report.html: one self-contained page that a person reads after a run (no scripts, no network).
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
  bool averaged_weights = false;  // the saved weights are a moving average of the training's
  double epoch_threshold = 0.5;   // at which the metrics of the epochs were computed
  std::vector<EpochRow> epochs;
  Facts facts;                           // "device": "AMD EPYC, 2 threads" ...
  Facts files;                           // path relative to the page, what the file holds
  std::vector<BadFile> bad_clips;        // excluded
  DataReport data;                       // the clips of each class
  std::vector<std::string> data_warnings;  // what should be checked in the data
  std::vector<std::string> counted;        // the classes whose calls are counted
  std::vector<RecordingResult> recordings;  // empty: no scan
  std::string network;                      // its summary, a line per layer
};

/// The page: HTML5 that is well-formed XML as well.
std::string report_html(const ReportData& data);

}  // namespace canopy
