// Scores of windows -> calls.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/task.h"
#include "config/config.h"
#include "scan/detection.h"

namespace canopy {

/// Takes the scores of one recording's windows in order of time and makes calls of them.
class CallCounter {
 public:
  virtual ~CallCounter() = default;
  /// Scores of the next window, which lies at start_s .. end_s: one of a binary model (the positive
  /// class's), else one a class, in 0 .. 1. NaN counts as 0.
  virtual void add(const float* scores, double start_s, double end_s) = 0;
  /// After the last window: the calls in order of their starts.
  virtual std::vector<Detection> finish() = 0;
};

/// The notebook's way: a call is a run of consecutive windows that are hits. A hit is a score above
/// the threshold: the positive class's in a binary model, the highest class's in a categorical one,
/// where a run ends when the class changes. In a multi-label model each class has runs of its own.
std::unique_ptr<CallCounter> make_run_counter(const std::vector<std::string>& classes, Task task,
                                              const Thresholds& thresholds);

/// Calls are peaks of a class's score over time, see scan/peaks.h; for windows of one length,
/// step_s from one to the next.
std::unique_ptr<CallCounter> make_peak_counter(const std::vector<std::string>& classes, Task task,
                                               const Thresholds& thresholds,
                                               const PeaksConfig& peaks, double step_s);

/// The counter that a scan section asks for.
std::unique_ptr<CallCounter> make_call_counter(const std::vector<std::string>& classes, Task task,
                                               const Thresholds& thresholds,
                                               const CountingConfig& counting, double step_s);

}  // namespace canopy
