#include "evaluate/sources.h"

#include <algorithm>
#include <map>

#include "base/files.h"

namespace canopy {

std::vector<SourceResult> results_per_source(const Scored& scored, double threshold) {
  std::map<std::string, SourceResult> by_name;
  for (std::size_t i = 0; i < scored.clips.size(); ++i) {
    const ScoredClip& clip = scored.clips[i];
    const std::int32_t predicted = predicted_class(scored, i, threshold);
    const bool positive = !scored.binary || clip.label == 1;
    const bool taken = scored.binary ? predicted == 1 : predicted == clip.label;
    const std::size_t output = scored.binary ? 0 : static_cast<std::size_t>(clip.label);
    SourceResult& r = by_name[clip.group];
    r.group = clip.group;
    r.clips += 1;
    r.positives += positive;
    r.tp += positive && taken;
    r.fp += !positive && taken;
    r.fn += positive && !taken;
    r.mean_score += double{scored.probabilities[i * scored.outputs() + output]};
  }
  std::vector<SourceResult> results;
  for (auto& [name, r] : by_name) {
    r.recall = static_cast<double>(r.tp) / static_cast<double>(r.positives);
    r.false_positive_rate = static_cast<double>(r.fp) / static_cast<double>(r.clips - r.positives);
    r.mean_score /= static_cast<double>(r.clips);
    results.push_back(r);
  }
  std::sort(results.begin(), results.end(), [](const SourceResult& a, const SourceResult& b) {
    const std::int64_t wrong_a = a.fp + a.fn, wrong_b = b.fp + b.fn;
    return wrong_a != wrong_b ? wrong_a > wrong_b : natural_less(a.group, b.group);
  });
  return results;
}

std::vector<Mistake> worst_mistakes(const Scored& scored, double threshold, std::size_t most) {
  std::vector<Mistake> mistakes;
  for (std::size_t i = 0; i < scored.clips.size(); ++i) {
    const ScoredClip& clip = scored.clips[i];
    const std::int32_t predicted = predicted_class(scored, i, threshold);
    if (predicted == clip.label) continue;
    const std::size_t output = scored.binary ? 0 : static_cast<std::size_t>(predicted);
    mistakes.push_back({clip.name, clip.group, clip.label, predicted,
                        double{scored.probabilities[i * scored.outputs() + output]}, clip.loss});
  }
  std::sort(mistakes.begin(), mistakes.end(), [](const Mistake& a, const Mistake& b) {
    return a.loss != b.loss ? a.loss > b.loss : natural_less(a.name, b.name);
  });
  if (mistakes.size() > most) mistakes.resize(most);
  return mistakes;
}

}  // namespace canopy
