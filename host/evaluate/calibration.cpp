#include "evaluate/calibration.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace canopy {
namespace {

/// The probabilities of all classes of a clip, computed from its logits times `scale`.
std::vector<double> probabilities_at(const Scored& scored, std::size_t clip, double scale) {
  const float* logits = scored.logits.data() + clip * scored.outputs();
  if (scored.task == Task::binary) {
    const double z = scale * double{logits[0]};
    return {1 / (1 + std::exp(z)), 1 / (1 + std::exp(-z))};
  }
  std::vector<double> p(scored.outputs());
  const double top = *std::max_element(logits, logits + p.size());
  double sum = 0;
  for (std::size_t c = 0; c < p.size(); ++c)
    sum += p[c] = std::exp(scale * (double{logits[c]} - top));
  for (double& value : p) value /= sum;
  return p;
}

/// The logit of a class; binary: that of the negative class is 0.
double logit_of(const Scored& scored, std::size_t clip, std::size_t c) {
  if (scored.task == Task::binary) return c == 1 ? double{scored.logits[clip]} : 0;
  return scored.logits[clip * scored.outputs() + c];
}

/// d/d(1/T) of the cross-entropy: the expected logit under the probabilities minus the expected
/// logit under the smoothed labels. It increases with 1/T.
double slope_at(const Scored& scored, const std::vector<double>& true_share, double scale) {
  const std::size_t classes = scored.classes.size();
  double slope = 0;
  for (std::size_t i = 0; i < scored.clips.size(); ++i) {
    const std::vector<double> p = probabilities_at(scored, i, scale);
    const auto label = static_cast<std::size_t>(scored.clips[i].label);
    const double others = (1 - true_share[label]) / static_cast<double>(classes - 1);
    for (std::size_t c = 0; c < classes; ++c)
      slope += (p[c] - (c == label ? true_share[label] : others)) * logit_of(scored, i, c);
  }
  return slope;
}

}  // namespace

double fit_temperature(const Scored& scored) {
  if (scored.task == Task::multi_label) return fit_temperature(all_pairs(scored));
  const std::size_t classes = scored.classes.size();
  if (scored.clips.empty() || classes < 2) return 1;
  std::vector<double> counts(classes), true_share;
  for (const ScoredClip& clip : scored.clips) ++counts[static_cast<std::size_t>(clip.label)];
  for (const double n : counts) true_share.push_back((n + 1) / (n + static_cast<double>(classes)));

  double low = scored.temperature / max_temperature;
  double high = scored.temperature / min_temperature;
  for (int halving = 0; halving < 60; ++halving) {
    const double middle = std::sqrt(low * high);
    (slope_at(scored, true_share, middle) < 0 ? low : high) = middle;
  }
  return std::clamp(scored.temperature / std::sqrt(low * high), min_temperature, max_temperature);
}

double mean_log_loss(const Scored& scored, double temperature) {
  if (scored.task == Task::multi_label) return mean_log_loss(all_pairs(scored), temperature);
  const double scale = scored.temperature / temperature;
  double sum = 0;
  for (std::size_t i = 0; i < scored.clips.size(); ++i) {
    const auto label = static_cast<std::size_t>(scored.clips[i].label);
    std::vector<double> margins;  // of each other class over the true class
    for (std::size_t c = 0; c < scored.classes.size(); ++c)
      if (c != label)
        margins.push_back(scale * (logit_of(scored, i, c) - logit_of(scored, i, label)));
    const double top = std::max(0.0, *std::max_element(margins.begin(), margins.end()));
    double rest = std::expm1(-top);  // the true class's term exp(-top), minus 1
    for (const double margin : margins) rest += std::exp(margin - top);
    sum += top + std::log1p(rest);
  }
  return scored.clips.empty() ? 0 : sum / static_cast<double>(scored.clips.size());
}

Reliability reliability_of(const Scored& scored, double temperature) {
  if (scored.task == Task::multi_label) return reliability_of(all_pairs(scored), temperature);
  const double scale = scored.temperature / temperature;
  Reliability result;
  for (int bin = 0; bin < reliability_bins; ++bin) {
    ReliabilityBin& b = result.bins.emplace_back();
    b.low = static_cast<double>(bin) / reliability_bins;
    b.high = static_cast<double>(bin + 1) / reliability_bins;
  }
  for (std::size_t i = 0; i < scored.clips.size(); ++i) {
    const std::vector<double> p = probabilities_at(scored, i, scale);
    const std::ptrdiff_t predicted =
        scored.task == Task::binary ? 1 : std::max_element(p.begin(), p.end()) - p.begin();
    const double score = p[static_cast<std::size_t>(predicted)];
    const int bin = static_cast<int>(std::ceil(score * reliability_bins)) - 1;
    ReliabilityBin& b = result.bins[static_cast<std::size_t>(std::max(0, bin))];
    b.clips += 1;
    b.mean_score += score;
    b.share += scored.clips[i].label == predicted;
  }
  for (ReliabilityBin& b : result.bins) {
    if (b.clips == 0) continue;
    result.expected_error +=
        std::fabs(b.share - b.mean_score) / static_cast<double>(scored.clips.size());
    b.mean_score /= static_cast<double>(b.clips);
    b.share /= static_cast<double>(b.clips);
  }
  return result;
}

}  // namespace canopy
