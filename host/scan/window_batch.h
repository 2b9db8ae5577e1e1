// Batches of windows: collects them, scores them and gives the scores to the call counters.
#pragma once

#include <vector>

#include "model/classifier.h"
#include "ops/backend.h"
#include "scan/calls.h"

namespace canopy {

/// The windows that wait for their scores: the rows of one batch. They may come from several
/// recordings.
class WindowBatch {
 public:
  WindowBatch(Backend& backend, Classifier& classifier);

  bool full() const { return static_cast<int>(waiting_.size()) == classifier_.max_items(); }
  /// Copies `count` samples (device memory) into the next row, at `offset`; the rest of the row is
  /// silence. The window is at start_s to end_s of its recording. `counter` counts the calls of
  /// that recording and must stay valid until score() returns.
  void add(Stream& stream, CallCounter& counter, double start_s, double end_s, const float* from,
           std::int64_t count, std::int64_t offset);
  /// Scores the waiting windows and gives the scores to their counters. Waits for the device.
  void score(Stream& stream);

 private:
  struct Window {
    CallCounter* counter;
    double start_s, end_s;
  };
  Backend& backend_;
  Classifier& classifier_;
  std::int64_t samples_;
  Buffer waves_, scores_, host_scores_;
  std::vector<Window> waiting_;
};

/// The positions of a scan's windows.
struct WindowLayout {
  std::int64_t samples = 0;  // per window
  std::int64_t step = 1;     // samples from one window to the next
  /// true: the middle of each window is within the recording, and silence is added beyond its ends,
  /// so that a call at either end is in the middle of some window. false: only whole windows, as
  /// the notebook cuts them; a recording shorter than one window still gives one window.
  bool centered = false;

  std::int64_t first() const { return centered ? -(samples / 2) : 0; }
  /// Whether the window at `start` can be cut once `have` samples of the recording are known;
  /// `last` says that there are no more.
  bool ready(std::int64_t start, std::int64_t have, bool last) const {
    if (start + samples <= have) return true;
    if (!last || have == 0) return false;
    return centered ? start + samples / 2 < have : start == 0;
  }
};

/// The layout of a model's windows in a scan.
WindowLayout window_layout(const FeaturesConfig& features, double step_s,
                           const CountingConfig& counting);

}  // namespace canopy
