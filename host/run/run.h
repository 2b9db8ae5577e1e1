// The main job: `trainer --config F`.
#pragma once

#include <string>
#include <vector>

#include "config/reader.h"
#include "evaluate/scored.h"

namespace canopy {

struct TrainRequest {
  std::string config_path;
  std::vector<Override> overrides;
  std::string device = "auto";
  bool resume = false;
  int threads = 0;  // 0: what the machine offers
};

/// What a finished training leaves besides its files.
struct TrainedFigures {
  Scored test;           // the test part's clips
  Thresholds threshold;  // the model's
};

/// Trains, evaluates, scans if the config has a scan section, and prints where the report is.
/// Returns the exit code: 0, or 130/143 when interrupted after saving. Throws Error for the rest.
/// `figures` is filled once the test part is scored.
int train(const TrainRequest& request, TrainedFigures* figures = nullptr);

}  // namespace canopy
