#include "evaluate/scored.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "ops/metrics.h"

namespace canopy {
namespace {

/// ln(sum of exp) of all logits except the one at index `skipped` (-1: all).
double log_sum_exp(const float* logits, std::size_t count, std::ptrdiff_t skipped) {
  double top = -INFINITY;
  for (std::size_t c = 0; c < count; ++c)
    if (static_cast<std::ptrdiff_t>(c) != skipped) top = std::max(top, double{logits[c]});
  double sum = 0;
  for (std::size_t c = 0; c < count; ++c)
    if (static_cast<std::ptrdiff_t>(c) != skipped) sum += std::exp(double{logits[c]} - top);
  return top + std::log(sum);
}

/// ln(1 + exp(z)): the cross-entropy of a sigmoid whose logit is z on the wrong side.
double softplus(double z) {
  return std::max(z, 0.0) + std::log1p(std::exp(-std::fabs(z)));
}

float sigmoid(double z) {
  return static_cast<float>(1 / (1 + std::exp(-z)));
}

}  // namespace

void Scored::add(const std::string& name, const std::string& group, std::int32_t label,
                 const float* clip_logits) {
  for (std::size_t c = 0; c < outputs(); ++c)
    if (!std::isfinite(clip_logits[c]))
      throw Error(ErrorKind::not_a_number,
                  name +
                      ": the score is not a finite number; the model's weights are damaged, or "
                      "its training diverged");
  double loss = 0;
  if (task != Task::categorical) {
    for (std::size_t c = 0; c < outputs(); ++c) {
      const int class_index = task == Task::binary ? 1 : static_cast<int>(c);
      const double z = clip_logits[c];
      loss +=
          softplus(label_has(task, label, class_index) ? -z : z) / static_cast<double>(outputs());
      probabilities.push_back(sigmoid(z));
    }
  } else {
    const double all = log_sum_exp(clip_logits, outputs(), -1);
    for (std::size_t c = 0; c < outputs(); ++c)
      probabilities.push_back(static_cast<float>(std::exp(double{clip_logits[c]} - all)));
    // computed from the other classes relative to the true class, a small loss keeps its digits
    const double rest = log_sum_exp(clip_logits, outputs(), label) - double{clip_logits[label]};
    loss = softplus(rest);
  }
  logits.insert(logits.end(), clip_logits, clip_logits + outputs());
  clips.push_back({name, group, label, loss});
}

Scored at_temperature(const Scored& scored, double temperature) {
  Scored result;
  result.classes = scored.classes;
  result.task = scored.task;
  result.temperature = temperature;
  const double factor = temperature / scored.temperature;
  std::vector<float> logits(scored.outputs());
  for (std::size_t i = 0; i < scored.clips.size(); ++i) {
    for (std::size_t c = 0; c < logits.size(); ++c)
      logits[c] = static_cast<float>(double{scored.logits[i * logits.size() + c]} / factor);
    const ScoredClip& clip = scored.clips[i];
    result.add(clip.name, clip.group, clip.label, logits.data());
  }
  return result;
}

std::vector<std::int32_t> ranked_classes(const Scored& scored) {
  if (scored.task == Task::binary) return {1};
  std::vector<std::int32_t> all;
  for (std::size_t c = 0; c < scored.classes.size(); ++c)
    all.push_back(static_cast<std::int32_t>(c));
  return all;
}

double class_logit(const Scored& scored, std::size_t clip, std::int32_t class_index) {
  const float* logits = scored.logits.data() + clip * scored.outputs();
  switch (scored.task) {
    case Task::binary:
      return double{logits[0]};
    case Task::multi_label:
      return double{logits[class_index]};
    case Task::categorical:
      break;
  }
  return double{logits[class_index]} - log_sum_exp(logits, scored.outputs(), class_index);
}

bool is_predicted_as(const Scored& scored, std::size_t clip, std::int32_t class_index,
                     const Thresholds& thresholds) {
  return label_has(scored.task, predicted_label(scored, clip, thresholds), class_index);
}

std::int32_t predicted_label(const Scored& scored, std::size_t clip, const Thresholds& thresholds) {
  const float* p = scored.probabilities.data() + clip * scored.outputs();
  if (scored.task == Task::categorical)
    return static_cast<std::int32_t>(std::max_element(p, p + scored.outputs()) - p);
  std::int32_t label = 0;  // binary: bit 0 is the label
  for (std::size_t c = 0; c < scored.outputs(); ++c)
    if (p[c] > static_cast<float>(thresholds.of(c))) label |= 1 << c;
  return label;
}

std::vector<std::int64_t> confusion_of(const Scored& scored, const Thresholds& thresholds) {
  const std::size_t classes = scored.classes.size();
  std::vector<std::int64_t> counts(confusion_cells(scored.task, static_cast<int>(classes)));
  for (std::size_t i = 0; i < scored.clips.size(); ++i) {
    const std::int32_t label = scored.clips[i].label;
    const std::int32_t predicted = predicted_label(scored, i, thresholds);
    if (scored.task == Task::multi_label)
      for (std::size_t c = 0; c < classes; ++c)
        ++counts[4 * c + 2 * static_cast<std::size_t>(label >> c & 1) +
                 static_cast<std::size_t>(predicted >> c & 1)];
    else
      ++counts[static_cast<std::size_t>(label) * classes + static_cast<std::size_t>(predicted)];
  }
  return counts;
}

Scored class_pairs(const Scored& scored, std::int32_t class_index) {
  Scored pairs;
  pairs.classes = {"other", scored.classes[static_cast<std::size_t>(class_index)]};
  pairs.task = Task::binary;
  pairs.temperature = scored.temperature;
  for (std::size_t i = 0; i < scored.clips.size(); ++i)
    pairs.add("", "", scored.has(i, class_index) ? 1 : 0,
              &scored.logits[i * scored.outputs() + static_cast<std::size_t>(class_index)]);
  return pairs;
}

Scored all_pairs(const Scored& scored) {
  Scored pairs;
  pairs.classes = {"other", "positive"};
  pairs.task = Task::binary;
  pairs.temperature = scored.temperature;
  for (std::size_t i = 0; i < scored.clips.size(); ++i)
    for (std::size_t c = 0; c < scored.outputs(); ++c)
      pairs.add("", "", scored.has(i, static_cast<std::int32_t>(c)) ? 1 : 0,
                &scored.logits[i * scored.outputs() + c]);
  return pairs;
}

std::vector<RankedClip> rank_clips(const Scored& scored, std::int32_t class_index) {
  std::vector<RankedClip> ranked;
  for (std::size_t i = 0; i < scored.clips.size(); ++i)
    ranked.push_back({class_logit(scored, i, class_index), scored.has(i, class_index), i});
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const RankedClip& a, const RankedClip& b) { return a.logit > b.logit; });
  return ranked;
}

}  // namespace canopy
