// What a run learns on its way that is told at its end: the report.
#pragma once

#include <string>
#include <vector>

#include "config/config.h"
#include "data/clips.h"
#include "data/data_report.h"
#include "evaluate/evaluation.h"
#include "ops/backend.h"
#include "report/html.h"
#include "scan/scan.h"
#include "run/facts.h"
#include "feed/ingest.h"

namespace canopy {

struct RunRecord {
  std::string config_path;
  DeviceInfo device;
  int threads = 1;
  Task task = Task::categorical;
  std::vector<std::string> classes;
  std::string network;     // a line a layer
  std::string clips_text;  // one line
  std::vector<ClassClips> class_clips;
  std::vector<std::string> data_warnings;
  std::vector<BadFile> bad;
  std::vector<EpochRow> epochs;
  Evaluation evaluation;             // of the test part
  Facts chosen;                      // after training
  std::vector<std::string> counted;  // classes
  std::vector<RecordingResult> recordings;
};

/// How many clips there are, of what parts, and how long: one line.
std::string clips_text(const Ingested& data);

/// The page of a finished run.
std::string run_report(const Config& config, const RunRecord& record);

}  // namespace canopy
