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
  bool asked() const { return !detections.empty() || !truth.empty(); }
};

/// Scores, prints (JSON if asked to) and writes event_scores.csv and event_scores.json to the folder
/// `out`, if there is one.
int evaluate_events(const EventOptions& asked, const std::string& out, bool json);

}  // namespace canopy
