// Counts calls as peaks of the score over time, with one curve for each counted class.
#include <algorithm>

#include "scan/calls.h"
#include "scan/peaks.h"

namespace canopy {
namespace {

class PeakCounter final : public CallCounter {
 public:
  PeakCounter(const std::vector<std::string>& classes, Task task, const Thresholds& thresholds,
              const PeaksConfig& peaks, double step_s) {
    labels_ = task == Task::binary ? std::vector<std::string>{classes.back()} : classes;
    for (std::size_t c = 0; c < labels_.size(); ++c)
      curves_.emplace_back(step_s, logit_of(thresholds.of(c)), logit_of(peaks.low_threshold),
                           peaks);
  }

  void add(const float* scores, double start_s, double end_s) override {
    for (std::size_t c = 0; c < labels_.size(); ++c)
      curves_[c].add((start_s + end_s) / 2, logit_of(static_cast<double>(scores[c])));
  }

  std::vector<Detection> finish() override {
    std::vector<Detection> calls;
    for (std::size_t c = 0; c < labels_.size(); ++c)
      for (const Peak& peak : curves_[c].finish())
        calls.push_back(
            {std::max(0.0, peak.start_s), peak.end_s, labels_[c], probability_of(peak.peak)});
    std::stable_sort(calls.begin(), calls.end(),
                     [](const Detection& a, const Detection& b) { return a.start_s < b.start_s; });
    return calls;
  }

 private:
  std::vector<std::string> labels_;
  std::vector<PeakFinder> curves_;  // one per label
};

}  // namespace

std::unique_ptr<CallCounter> make_peak_counter(const std::vector<std::string>& classes, Task task,
                                               const Thresholds& thresholds,
                                               const PeaksConfig& peaks, double step_s) {
  return std::make_unique<PeakCounter>(classes, task, thresholds, peaks, step_s);
}

}  // namespace canopy
