#include "scan/peaks.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace canopy {
namespace {

constexpr double max_logit = 16;
constexpr double infinity = std::numeric_limits<double>::infinity();
/// Tolerance for rounding, as a share of a step: a span of whole steps must compare the same
/// wherever it is in a recording.
constexpr double rounding = 1e-3;

}  // namespace

double logit_of(double probability) {
  if (!(probability > 0)) return -max_logit;
  if (probability >= 1) return max_logit;
  return std::clamp(std::log(probability / (1 - probability)), -max_logit, max_logit);
}

double probability_of(double logit) {
  return 1 / (1 + std::exp(-logit));
}

PeakFinder::PeakFinder(double step_s, double high, double low, const PeaksConfig& config)
    : config_(config),
      high_(high),
      low_(std::min(low, high)),
      rounding_s_(rounding * step_s),
      reach_(static_cast<std::size_t>(std::lround(config.smoothing_s / step_s / 2))) {}

void PeakFinder::add(double time_s, double logit) {
  recent_.push_back({time_s, logit});
  if (next_ + reach_ < recent_.size()) smooth();
  if (next_ > reach_) {
    recent_.pop_front();
    --next_;
  }
}

std::vector<Peak> PeakFinder::finish() {
  while (next_ < recent_.size()) smooth();
  close();
  return std::move(peaks_);
}

// The mean over the samples within reach_, of which there are fewer at the ends of the curve.
void PeakFinder::smooth() {
  const std::size_t from = next_ > reach_ ? next_ - reach_ : 0;
  double sum = 0;
  for (std::size_t i = from; i < recent_.size(); ++i) sum += recent_[i].value;
  take({recent_[next_].time_s, sum / static_cast<double>(recent_.size() - from)});
  ++next_;
}

void PeakFinder::take(const Sample& smoothed) {
  const bool above = smoothed.value > low_;
  if (open_ && !above && smoothed.time_s - last_s_ > config_.merge_gap_s + rounding_s_) close();
  if (!open_ && !above) return;
  if (!open_) {
    open_ = true;
    first_s_ = smoothed.time_s;
    rising_ = true;
    highest_ = {smoothed.time_s, -infinity};
    valley_ = {smoothed.time_s, infinity};
  }
  if (above) last_s_ = smoothed.time_s;
  follow(smoothed);
}

// A maximum counts once the curve has fallen by `valley` after it, a minimum once it has risen by
// as much; smaller wiggles are ignored.
void PeakFinder::follow(const Sample& smoothed) {
  if (rising_) {
    if (smoothed.value > highest_.value) highest_ = smoothed;
    if (smoothed.value > highest_.value - config_.valley) return;
    found(highest_);
    rising_ = false;
    lowest_ = smoothed;
  } else {
    if (smoothed.value < lowest_.value) lowest_ = smoothed;
    if (smoothed.value < lowest_.value + config_.valley) return;
    if (lowest_.value < valley_.value) valley_ = lowest_;
    rising_ = true;
    highest_ = smoothed;
  }
}

void PeakFinder::found(const Sample& peak) {
  if (!(peak.value > high_)) return;
  const bool near = !candidates_.empty() && peak.time_s - candidates_.back().peak.time_s <
                                                config_.min_distance_s - rounding_s_;
  if (!near)
    candidates_.push_back({peak, valley_.time_s});
  else if (peak.value > candidates_.back().peak.value)
    candidates_.back().peak = peak;  // keeps the valley before the replaced one
  else
    return;
  valley_ = {peak.time_s, infinity};
}

void PeakFinder::close() {
  if (!open_) return;
  open_ = false;
  if (rising_) found(highest_);
  for (std::size_t i = 0; i < candidates_.size(); ++i) {
    const bool first = i == 0, last = i + 1 == candidates_.size();
    Peak peak;
    peak.peak_s = candidates_[i].peak.time_s;
    peak.peak = candidates_[i].peak.value;
    peak.start_s = first ? first_s_ - config_.margin_s : candidates_[i].valley_s;
    peak.end_s = last ? last_s_ + config_.margin_s : candidates_[i + 1].valley_s;
    peak.start_s = std::max(peak.start_s, peak.peak_s - config_.max_duration_s / 2);
    peak.end_s = std::min(peak.end_s, peak.peak_s + config_.max_duration_s / 2);
    if (peak.end_s - peak.start_s >= config_.min_duration_s) peaks_.push_back(peak);
  }
  candidates_.clear();
}

}  // namespace canopy
