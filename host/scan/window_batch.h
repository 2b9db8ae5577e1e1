// Windows of sound on their way to the network and their scores on their way to a counter.
#pragma once

#include <vector>

#include "model/classifier.h"
#include "ops/backend.h"
#include "scan/calls.h"

namespace canopy {

/// Windows waiting for their scores: rows of one batch, whichever recordings they come from.
class WindowBatch {
 public:
  WindowBatch(Backend& backend, Classifier& classifier);

  bool full() const { return static_cast<int>(waiting_.size()) == classifier_.max_items(); }
  /// Copies `count` samples (device memory) to the next row, at `offset` in it; the rest is
  /// silence. The window lies at start_s .. end_s of the recording that `counter`, which must stay
  /// where it is, counts.
  void add(Stream& stream, CallCounter& counter, double start_s, double end_s, const float* from,
           std::int64_t count, std::int64_t offset);
  /// Scores what is there and gives each window's scores to its recording's counter. Waits for the
  /// device.
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

/// Where a scan's windows lie.
struct WindowLayout {
  std::int64_t samples = 0;  // of a window
  std::int64_t step = 1;     // samples from one window to the next
  /// true: a window's middle is within the recording, with silence beyond its ends, so that a call
  /// there is in the middle of a window too. false: whole windows only, as the notebook cuts them,
  /// but a recording shorter than one window is one window.
  bool centered = false;

  std::int64_t first() const { return centered ? -(samples / 2) : 0; }
  /// Whether the window at `start` is cut from a recording of which `have` samples are known, all
  /// of them with `last`.
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
