// The notebook's counting: windows above a threshold, and runs of them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scan/scan.h"

namespace canopy {

/// Takes the scores of one recording's windows in order and makes calls of consecutive hits.
/// A hit is a score above the threshold: the positive class's in a binary model, the highest
/// class's in another; a run ends where the class changes.
class CallCounter {
 public:
  CallCounter(const std::vector<std::string>& classes, bool binary, double threshold)
      : classes_(classes), binary_(binary), threshold_(threshold) {}

  /// Scores of the next window, which lies at start_s .. end_s: one, or one a class.
  void add(const float* scores, double start_s, double end_s);
  const std::vector<Detection>& calls() const { return calls_; }

 private:
  std::vector<std::string> classes_;
  bool binary_;
  double threshold_;
  std::size_t running_ = static_cast<std::size_t>(-1);  // class of the run going on
  std::vector<Detection> calls_;
};

}  // namespace canopy
