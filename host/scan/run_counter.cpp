// The notebook's counting: windows above a threshold, and runs of them.
#include <algorithm>

#include "scan/calls.h"

namespace canopy {
namespace {

/// One class at a time: of a binary model the positive one, of a categorical one the highest.
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

/// Each class by itself: calls of several go on at the same time.
class LabelRunCounter final : public CallCounter {
 public:
  LabelRunCounter(const std::vector<std::string>& classes, const Thresholds& thresholds)
      : classes_(classes), thresholds_(thresholds), running_(classes.size(), none) {}

  void add(const float* scores, double start_s, double end_s) override {
    for (std::size_t c = 0; c < classes_.size(); ++c) {
      const auto score = static_cast<double>(scores[c]);
      if (!(score > thresholds_.of(c))) {
        running_[c] = none;
      } else if (running_[c] == none) {
        running_[c] = calls_.size();
        calls_.push_back({start_s, end_s, classes_[c], score});
      } else {
        Detection& call = calls_[running_[c]];
        call.end_s = end_s;
        call.score = std::max(call.score, score);
      }
    }
  }

  std::vector<Detection> finish() override { return std::move(calls_); }

 private:
  static constexpr auto none = static_cast<std::size_t>(-1);
  std::vector<std::string> classes_;
  Thresholds thresholds_;
  std::vector<std::size_t> running_;  // of each class: its call that goes on
  std::vector<Detection> calls_;
};

}  // namespace

std::unique_ptr<CallCounter> make_run_counter(const std::vector<std::string>& classes, Task task,
                                              const Thresholds& thresholds) {
  if (task == Task::multi_label) return std::make_unique<LabelRunCounter>(classes, thresholds);
  return std::make_unique<RunCounter>(classes, task == Task::binary, thresholds.common);
}

}  // namespace canopy
