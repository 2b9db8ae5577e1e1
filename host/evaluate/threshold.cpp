#include "evaluate/threshold.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace canopy {
namespace {

// A probability nearer to 1 than a float can tell apart, or nearer to 0 than its smallest, cannot
// be exceeded by less.
constexpr double highest_logit = 16, lowest_logit = -80;
constexpr double room_below = 1;  // of the cut that takes every clip

/// Takes the clips above some score for positives.
struct Cut {
  std::int64_t tp = 0, fp = 0;
  double above = 0, below = 0;  // the thresholds that do: above <= threshold < below
};

std::vector<Cut> cuts_of(const Scored& scored) {
  std::vector<Cut> cuts;
  std::int64_t tp = 0, fp = 0;
  const std::vector<RankedClip> ranked = rank_clips(scored, 1);
  for (std::size_t i = 0; i < ranked.size();) {
    // what is one number as a probability cannot be told apart by a threshold
    const float score = scored.probabilities[ranked[i].clip];
    const double below = ranked[i].logit;
    if (!cuts.empty()) cuts.back().above = below;
    for (; i < ranked.size() && scored.probabilities[ranked[i].clip] == score; ++i)
      ++(ranked[i].positive ? tp : fp);
    cuts.push_back({tp, fp, lowest_logit, below});
  }
  for (Cut& cut : cuts) {
    cut.above = std::clamp(cut.above, lowest_logit, highest_logit);
    cut.below = std::clamp(cut.below, lowest_logit, highest_logit);
  }
  if (!cuts.empty()) cuts.back().above = std::max(lowest_logit, cuts.back().below - room_below);
  return cuts;
}

using Worth = std::pair<double, double>;  // compared in that order; negative: not allowed

std::optional<double> best_threshold(const std::vector<Cut>& cuts,
                                     const std::function<Worth(const Cut&)>& worth_of) {
  Worth best{0, 0};
  for (const Cut& cut : cuts) best = std::max(best, worth_of(cut));
  if (best.first <= 0) return std::nullopt;
  double widest = -1, middle = 0;
  for (std::size_t first = 0; first < cuts.size(); ++first) {
    if (worth_of(cuts[first]) != best) continue;
    std::size_t last = first;
    while (last + 1 < cuts.size() && worth_of(cuts[last + 1]) == best) ++last;
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
    const auto tp = static_cast<double>(cut.tp), taken = static_cast<double>(cut.tp + cut.fp);
    return Worth{2 * tp / (taken + positives), 0};
  });
}

std::optional<double> precision_threshold(const Scored& scored, double precision) {
  return best_threshold(cuts_of(scored), [&](const Cut& cut) {
    const auto tp = static_cast<double>(cut.tp), taken = static_cast<double>(cut.tp + cut.fp);
    const double reached = tp / taken;
    return reached >= precision ? Worth{tp, reached} : Worth{-1, 0};
  });
}

}  // namespace canopy
