// The part of `trainer evaluate` that scores detections against true events.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace canopy {

struct EventOptions {
  std::string detections, truth;
  std::vector<std::string> labels;
  double iou = 0.3, collar_s = 0.5;
  std::uint32_t seed = 1;

  void add_to(CLI::App& command);
  bool given() const { return !detections.empty() || !truth.empty(); }
};

/// Scores the detections, prints the scores (as JSON with `json`) and, unless `out` is empty,
/// writes event_scores.csv and event_scores.json to the folder `out`. Returns the exit code. Throws
/// Error(usage) if the detections or the truth are missing, and as read_events().
int evaluate_events(const EventOptions& options, const std::string& out, bool json);

}  // namespace canopy
