#include "evaluate/sources.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/files.h"

namespace canopy {
namespace {

void count(SourceResult& r, bool positive, bool predicted) {
  r.positives += positive;
  r.tp += positive && predicted;
  r.fp += !positive && predicted;
  r.fn += positive && !predicted;
}

/// Among the wrongly predicted and the missed classes, the one whose logit is furthest on the wrong
/// side of 0.
std::size_t worst_class(const Scored& scored, std::size_t clip, std::int32_t predicted) {
  const std::int32_t wrong = scored.clips[clip].label ^ predicted;
  std::size_t worst = 0;
  double furthest = -INFINITY;
  for (std::size_t c = 0; c < scored.outputs(); ++c) {
    const double logit = scored.logits[clip * scored.outputs() + c];
    const double off = predicted >> c & 1 ? logit : -logit;
    if ((wrong >> c & 1) == 0 || off <= furthest) continue;
    worst = c;
    furthest = off;
  }
  return worst;
}

/// The output whose probability is the mistake's score.
std::size_t output_of(const Scored& scored, std::size_t clip, std::int32_t predicted) {
  switch (scored.task) {
    case Task::binary:
      return 0;
    case Task::categorical:
      return static_cast<std::size_t>(predicted);
    case Task::multi_label:
      break;
  }
  return worst_class(scored, clip, predicted);
}

}  // namespace

std::vector<SourceResult> results_per_source(const Scored& scored, const Thresholds& thresholds) {
  const bool pairs = scored.task == Task::multi_label;
  std::map<std::string, SourceResult> by_name;
  for (std::size_t i = 0; i < scored.clips.size(); ++i) {
    const ScoredClip& clip = scored.clips[i];
    const std::int32_t predicted = predicted_label(scored, i, thresholds);
    const float* p = scored.probabilities.data() + i * scored.outputs();
    SourceResult& r = by_name[clip.group];
    r.group = clip.group;
    r.clips += 1;
    switch (scored.task) {
      case Task::binary:
        count(r, clip.label == 1, predicted == 1);
        r.mean_score += double{p[0]};
        break;
      case Task::categorical:
        count(r, true, predicted == clip.label);
        r.mean_score += double{p[clip.label]};
        break;
      case Task::multi_label:
        for (std::size_t c = 0; c < scored.outputs(); ++c) {
          const bool positive = clip.label >> c & 1;
          count(r, positive, predicted >> c & 1);
          r.mean_score += positive ? double{p[c]} : 0;
        }
        break;
    }
  }
  std::vector<SourceResult> results;
  for (auto& [name, r] : by_name) {
    const std::int64_t all =
        pairs ? r.clips * static_cast<std::int64_t>(scored.outputs()) : r.clips;
    r.recall = static_cast<double>(r.tp) / static_cast<double>(r.positives);
    r.false_positive_rate = static_cast<double>(r.fp) / static_cast<double>(all - r.positives);
    r.mean_score /= static_cast<double>(pairs ? r.positives : r.clips);
    results.push_back(r);
  }
  std::sort(results.begin(), results.end(), [](const SourceResult& a, const SourceResult& b) {
    const std::int64_t wrong_a = a.fp + a.fn, wrong_b = b.fp + b.fn;
    return wrong_a != wrong_b ? wrong_a > wrong_b : natural_less(a.group, b.group);
  });
  return results;
}

std::vector<Mistake> worst_mistakes(const Scored& scored, const Thresholds& thresholds,
                                    std::size_t max_count) {
  std::vector<Mistake> mistakes;
  for (std::size_t i = 0; i < scored.clips.size(); ++i) {
    const ScoredClip& clip = scored.clips[i];
    const std::int32_t predicted = predicted_label(scored, i, thresholds);
    if (predicted == clip.label) continue;
    const std::size_t output = output_of(scored, i, predicted);
    mistakes.push_back({clip.name, clip.group, clip.label, predicted,
                        double{scored.probabilities[i * scored.outputs() + output]}, clip.loss});
  }
  std::sort(mistakes.begin(), mistakes.end(), [](const Mistake& a, const Mistake& b) {
    return a.loss != b.loss ? a.loss > b.loss : natural_less(a.name, b.name);
  });
  if (mistakes.size() > max_count) mistakes.resize(max_count);
  return mistakes;
}

}  // namespace canopy
