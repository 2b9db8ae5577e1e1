// The main job: `trainer --config F`.
#pragma once

#include <string>
#include <vector>

#include "config/reader.h"

namespace canopy {

struct TrainRequest {
  std::string config_path;
  std::vector<Override> overrides;
  std::string device = "auto";
  bool resume = false;
  int threads = 0;  // 0: what the machine offers
};

/// Trains, evaluates, scans if the config has a scan section, and prints where the report is.
/// Returns the exit code: 0, or 130/143 when interrupted after saving. Throws Error for the rest.
int train(const TrainRequest& request);

}  // namespace canopy
