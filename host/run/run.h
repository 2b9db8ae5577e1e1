// The job: `trainer --config FILE`, from the config to the report.
#pragma once

#include <string>
#include <vector>

#include "config/reader.h"
#include "evaluate/scored.h"

namespace canopy {

struct RunRequest {
  std::string config_path;
  std::vector<Override> overrides;
  std::string device = "auto";
  bool resume = false;
  int threads = 0;  // 0: as many as the machine offers
};

/// What a finished training leaves besides its files.
struct TrainedFigures {
  Scored test;           // the test part's clips
  Thresholds threshold;  // the model's
};

/// Trains, evaluates, scans if the config has a scan section, and prints the report's path.
/// Returns the exit code: 0, or 130/143 if interrupted (after saving). Throws Error for everything
/// else. `figures`, if given, is filled once the test part is scored.
int run_job(const RunRequest& request, TrainedFigures* figures = nullptr);

}  // namespace canopy
