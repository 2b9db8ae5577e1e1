// Traits of the files that give the label away, which a model could learn instead of the sound.
#include <algorithm>
#include <cmath>
#include <map>

#include "data/data_report.h"

namespace canopy {
namespace {

constexpr double min_accuracy = 0.7;  // balanced accuracy that is reported

struct Sides {
  std::map<double, std::pair<std::size_t, std::size_t>>
      clips;  // value -> clips of the class, of the others
  std::size_t of_class = 0, of_others = 0;
};

double trait_of(const SoundFacts& sound, Trait trait) {
  switch (trait) {
    case Trait::sample_rate:
      return sound.rate;
    case Trait::channels:
      return sound.channels;
    case Trait::duration:
      return sound.seconds();
    case Trait::bandwidth:
      break;
  }
  return sound.bandwidth_hz;
}

/// The balanced accuracy of the rule that assigns each value to the side with the larger share.
double best_by_value(const Sides& sides) {
  double sum = 0;
  for (const auto& [value, clips] : sides.clips)
    sum += std::max(static_cast<double>(clips.first) / static_cast<double>(sides.of_class),
                    static_cast<double>(clips.second) / static_cast<double>(sides.of_others));
  return sum / 2;
}

/// The balanced accuracy of the best rule "above a bound" or "not above a bound".
double best_by_bound(const Sides& sides) {
  double below = 0, others_below = 0, widest = 0;
  for (const auto& [value, clips] : sides.clips) {
    below += static_cast<double>(clips.first) / static_cast<double>(sides.of_class);
    others_below += static_cast<double>(clips.second) / static_cast<double>(sides.of_others);
    widest = std::max(widest, std::abs(below - others_below));
  }
  return (1 + widest) / 2;
}

/// Whether the accuracy exceeds what few clips reach by chance: the two-sample Kolmogorov-Smirnov
/// test at the 0.1 % level, on the largest distance between the distributions of the two sides.
bool is_significant(double balanced_accuracy, const Sides& sides) {
  const double clips =
      1 / static_cast<double>(sides.of_class) + 1 / static_cast<double>(sides.of_others);
  return 2 * balanced_accuracy - 1 > 1.95 * std::sqrt(clips);
}

}  // namespace

std::vector<Leak> find_leaks(const ClipSet& set, const std::vector<SoundFacts>& sounds) {
  std::vector<Leak> leaks;
  const bool two = set.classes.size() == 2 && set.task != Task::multi_label;
  // one of two classes is enough: the positive one, if there is one
  const std::size_t first = two && set.task == Task::binary ? 1 : 0;
  for (std::size_t c = first; c < (two ? first + 1 : set.classes.size()); ++c)
    for (Trait trait : {Trait::sample_rate, Trait::channels, Trait::duration, Trait::bandwidth}) {
      Sides sides;
      for (std::size_t i = 0; i < sounds.size(); ++i) {
        const bool in = set.has(set.clips[i], c);
        auto& [of_class, of_others] = sides.clips[trait_of(sounds[i], trait)];
        ++(in ? of_class : of_others);
        ++(in ? sides.of_class : sides.of_others);
      }
      if (sides.of_class == 0 || sides.of_others == 0) continue;
      const bool few_values = trait == Trait::sample_rate || trait == Trait::channels;
      const double best = few_values ? best_by_value(sides) : best_by_bound(sides);
      if (best < min_accuracy || !is_significant(best, sides)) continue;
      leaks.push_back({trait, set.classes[c], two ? set.classes[1 - c] : "the rest", best});
    }
  std::stable_sort(leaks.begin(), leaks.end(), [](const Leak& a, const Leak& b) {
    return a.balanced_accuracy > b.balanced_accuracy;
  });
  return leaks;
}

}  // namespace canopy
