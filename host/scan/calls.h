// From the scores of windows to calls.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/task.h"
#include "config/config.h"
#include "scan/detection.h"

namespace canopy {

/// Turns the window scores of one recording, given in time order, into calls.
class CallCounter {
 public:
  virtual ~CallCounter() = default;
  /// Adds the scores of the next window, start_s to end_s. A binary model has one score (of the
  /// positive class), other models have one per class; scores are in [0, 1], and NaN counts as 0.
  virtual void add(const float* scores, double start_s, double end_s) = 0;
  /// To be called after the last window: the calls, ordered by start.
  virtual std::vector<Detection> finish() = 0;
};

/// The notebook's method: a call is a run of consecutive hits. A window is a hit if its score is
/// above the threshold. A binary model uses the score of the positive class. A categorical model
/// uses the highest score, and a run also ends when the highest class changes. In a multi-label
/// model each class has its own runs.
std::unique_ptr<CallCounter> make_run_counter(const std::vector<std::string>& classes, Task task,
                                              const Thresholds& thresholds);

/// Calls are the peaks of each class's score over time, see scan/peaks.h. All windows have the same
/// length and start step_s apart.
std::unique_ptr<CallCounter> make_peak_counter(const std::vector<std::string>& classes, Task task,
                                               const Thresholds& thresholds,
                                               const PeaksConfig& peaks, double step_s);

/// The counter that the config's scan section selects.
std::unique_ptr<CallCounter> make_call_counter(const std::vector<std::string>& classes, Task task,
                                               const Thresholds& thresholds,
                                               const CountingConfig& counting, double step_s);

}  // namespace canopy
