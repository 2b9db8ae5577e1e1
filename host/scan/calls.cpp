#include "scan/calls.h"

#include <algorithm>

namespace canopy {

void CallCounter::add(const float* scores, double start_s, double end_s) {
  constexpr auto none = static_cast<std::size_t>(-1);
  const std::size_t best =
      binary_
          ? 0
          : static_cast<std::size_t>(std::max_element(scores, scores + classes_.size()) - scores);
  const auto score = static_cast<double>(scores[best]);
  const std::size_t label = binary_ ? 1 : best;
  if (!(score > threshold_)) {
    running_ = none;
  } else if (running_ == label) {
    calls_.back().end_s = end_s;
    calls_.back().score = std::max(calls_.back().score, score);
  } else {
    running_ = label;
    calls_.push_back({start_s, end_s, classes_[label], score});
  }
}

}  // namespace canopy
