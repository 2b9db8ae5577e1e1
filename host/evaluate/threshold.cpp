#include "evaluate/threshold.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace canopy {
namespace {

// Thresholds are limited to probabilities that a float can distinguish from 1 and from 0.
constexpr double max_logit = 16, min_logit = -80;
constexpr double margin_below = 1;  // for the cut that predicts every clip positive

/// One way to split the clips into predicted positives and negatives.
struct Cut {
  std::int64_t tp = 0, fp = 0;
  double above = 0, below = 0;  // the thresholds that give it: above <= threshold < below
};

std::vector<Cut> cuts_of(const Scored& scored) {
  std::vector<Cut> cuts;
  std::int64_t tp = 0, fp = 0;
  const std::vector<RankedClip> ranked = rank_clips(scored, 1);
  for (std::size_t i = 0; i < ranked.size();) {
    // no threshold separates logits whose probabilities are equal as floats
    const float score = scored.probabilities[ranked[i].clip];
    const double below = ranked[i].logit;
    if (!cuts.empty()) cuts.back().above = below;
    for (; i < ranked.size() && scored.probabilities[ranked[i].clip] == score; ++i)
      ++(ranked[i].positive ? tp : fp);
    cuts.push_back({tp, fp, min_logit, below});
  }
  for (Cut& cut : cuts) {
    cut.above = std::clamp(cut.above, min_logit, max_logit);
    cut.below = std::clamp(cut.below, min_logit, max_logit);
  }
  if (!cuts.empty()) cuts.back().above = std::max(min_logit, cuts.back().below - margin_below);
  return cuts;
}

/// Maximised, the first number before the second; a first number <= 0 is not acceptable.
using Objective = std::pair<double, double>;

std::optional<double> best_threshold(const std::vector<Cut>& cuts,
                                     const std::function<Objective(const Cut&)>& objective) {
  Objective best{0, 0};
  for (const Cut& cut : cuts) best = std::max(best, objective(cut));
  if (best.first <= 0) return std::nullopt;
  double widest = -1, middle = 0;
  for (std::size_t first = 0; first < cuts.size(); ++first) {
    if (objective(cuts[first]) != best) continue;
    std::size_t last = first;
    while (last + 1 < cuts.size() && objective(cuts[last + 1]) == best) ++last;
    const double high = cuts[first].below, low = cuts[last].above;
    if (high - low > widest) {
      widest = high - low;
      middle = low + (high - low) / 2;
    }
    first = last;
  }
  return middle;
}

double positives_of(const Scored& scored) {
  return static_cast<double>(std::count_if(scored.clips.begin(), scored.clips.end(),
                                           [](const ScoredClip& c) { return c.label == 1; }));
}

}  // namespace

std::optional<double> best_f1_threshold(const Scored& scored) {
  const double positives = positives_of(scored);
  return best_threshold(cuts_of(scored), [&](const Cut& cut) {
    const auto tp = static_cast<double>(cut.tp), predicted = static_cast<double>(cut.tp + cut.fp);
    return Objective{2 * tp / (predicted + positives), 0};
  });
}

std::optional<double> precision_threshold(const Scored& scored, double precision) {
  return best_threshold(cuts_of(scored), [&](const Cut& cut) {
    const auto tp = static_cast<double>(cut.tp), predicted = static_cast<double>(cut.tp + cut.fp);
    const double achieved = tp / predicted;
    return achieved >= precision ? Objective{tp, achieved} : Objective{-1, 0};
  });
}

}  // namespace canopy
