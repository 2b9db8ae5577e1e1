#include "evaluate/scored.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace canopy {
namespace {

/// ln(sum of exp) of all logits but the one left out (none: -1).
double log_sum(const float* logits, std::size_t count, std::ptrdiff_t left_out) {
  double top = -INFINITY;
  for (std::size_t c = 0; c < count; ++c)
    if (static_cast<std::ptrdiff_t>(c) != left_out) top = std::max(top, double{logits[c]});
  double sum = 0;
  for (std::size_t c = 0; c < count; ++c)
    if (static_cast<std::ptrdiff_t>(c) != left_out) sum += std::exp(double{logits[c]} - top);
  return top + std::log(sum);
}

}  // namespace

void Scored::add(const std::string& name, const std::string& group, std::int32_t label,
                 const float* clip_logits) {
  for (std::size_t c = 0; c < outputs(); ++c)
    if (!std::isfinite(clip_logits[c]))
      throw Error(ErrorKind::not_a_number,
                  name +
                      ": its score is not a finite number; the model's weights are damaged or "
                      "its training diverged");
  double loss = 0;
  if (binary) {
    const double z = clip_logits[0], wrong = label == 1 ? -z : z;
    loss = std::max(wrong, 0.0) + std::log1p(std::exp(-std::fabs(wrong)));
    probabilities.push_back(static_cast<float>(1 / (1 + std::exp(-z))));
  } else {
    const double all = log_sum(clip_logits, outputs(), -1);
    for (std::size_t c = 0; c < outputs(); ++c)
      probabilities.push_back(static_cast<float>(std::exp(double{clip_logits[c]} - all)));
    // what the others weigh beside the true class keeps a small loss's digits
    const double rest = log_sum(clip_logits, outputs(), label) - double{clip_logits[label]};
    loss = std::max(rest, 0.0) + std::log1p(std::exp(-std::fabs(rest)));
  }
  logits.insert(logits.end(), clip_logits, clip_logits + outputs());
  clips.push_back({name, group, label, loss});
}

Scored at_temperature(const Scored& scored, double temperature) {
  Scored result{scored.classes, scored.binary, temperature, {}, {}, {}};
  const double more = temperature / scored.temperature;
  std::vector<float> logits(scored.outputs());
  for (std::size_t i = 0; i < scored.clips.size(); ++i) {
    for (std::size_t c = 0; c < logits.size(); ++c)
      logits[c] = static_cast<float>(double{scored.logits[i * logits.size() + c]} / more);
    const ScoredClip& clip = scored.clips[i];
    result.add(clip.name, clip.group, clip.label, logits.data());
  }
  return result;
}

std::vector<std::int32_t> ranked_classes(const Scored& scored) {
  if (scored.binary) return {1};
  std::vector<std::int32_t> all;
  for (std::size_t c = 0; c < scored.classes.size(); ++c)
    all.push_back(static_cast<std::int32_t>(c));
  return all;
}

double class_logit(const Scored& scored, std::size_t clip, std::int32_t of) {
  const float* logits = scored.logits.data() + clip * scored.outputs();
  return scored.binary ? double{logits[0]}
                       : double{logits[of]} - log_sum(logits, scored.outputs(), of);
}

std::int32_t predicted_class(const Scored& scored, std::size_t clip, double threshold) {
  const float* p = scored.probabilities.data() + clip * scored.outputs();
  if (scored.binary) return p[0] > static_cast<float>(threshold) ? 1 : 0;
  return static_cast<std::int32_t>(std::max_element(p, p + scored.outputs()) - p);
}

std::vector<std::int64_t> confusion_of(const Scored& scored, double threshold) {
  const std::size_t classes = scored.classes.size();
  std::vector<std::int64_t> counts(classes * classes);
  for (std::size_t i = 0; i < scored.clips.size(); ++i)
    ++counts[static_cast<std::size_t>(scored.clips[i].label) * classes +
             static_cast<std::size_t>(predicted_class(scored, i, threshold))];
  return counts;
}

std::vector<RankedClip> rank_clips(const Scored& scored, std::int32_t of) {
  std::vector<RankedClip> ranked;
  for (std::size_t i = 0; i < scored.clips.size(); ++i)
    ranked.push_back({class_logit(scored, i, of), scored.clips[i].label == of, i});
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const RankedClip& a, const RankedClip& b) { return a.logit > b.logit; });
  return ranked;
}

}  // namespace canopy
