// The notebook's counting: each run of consecutive windows above a threshold is one call.
#include <algorithm>

#include "scan/calls.h"

namespace canopy {
namespace {

/// Considers one class per window: the positive one of a binary model, the highest-scoring one of a
/// categorical model.
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
  std::size_t running_ = none;  // the class of the current run
  std::vector<Detection> calls_;
};

/// Considers each class by itself: calls of several classes may overlap.
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
  std::vector<std::size_t> running_;  // per class: the index of its current call, or none
  std::vector<Detection> calls_;
};

}  // namespace

std::unique_ptr<CallCounter> make_run_counter(const std::vector<std::string>& classes, Task task,
                                              const Thresholds& thresholds) {
  if (task == Task::multi_label) return std::make_unique<LabelRunCounter>(classes, thresholds);
  return std::make_unique<RunCounter>(classes, task == Task::binary, thresholds.common);
}

}  // namespace canopy
