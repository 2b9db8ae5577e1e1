// The notebook's counting: windows above a threshold, and runs of them.
#include <algorithm>

#include "scan/calls.h"

namespace canopy {
namespace {

class RunCounter final : public CallCounter {
 public:
  RunCounter(const std::vector<std::string>& classes, bool binary, double threshold)
      : classes_(classes), binary_(binary), threshold_(threshold) {}

  void add(const float* scores, double start_s, double end_s) override {
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

  std::vector<Detection> finish() override { return std::move(calls_); }

 private:
  static constexpr auto none = static_cast<std::size_t>(-1);
  std::vector<std::string> classes_;
  bool binary_;
  double threshold_;
  std::size_t running_ = none;  // class of the run going on
  std::vector<Detection> calls_;
};

}  // namespace

std::unique_ptr<CallCounter> make_run_counter(const std::vector<std::string>& classes, bool binary,
                                              double threshold) {
  return std::make_unique<RunCounter>(classes, binary, threshold);
}

}  // namespace canopy
