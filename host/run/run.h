// A whole run: `trainer --config FILE`, from the config to the report.
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
  int threads = 0;  // 0: all that are available
};

/// The scores of a run's test part.
struct TestScores {
  Scored scored;          // the clips of the test part
  Thresholds thresholds;  // of the saved model
};

/// Trains, evaluates, scans if the config has a scan section, and prints the report's path.
/// Returns the exit code: 0, or 130/143 if interrupted (after saving). Throws Error for every other
/// failure. `test`, if given, is filled when the test part has been scored.
int run_job(const RunRequest& request, TestScores* test = nullptr);

}  // namespace canopy
