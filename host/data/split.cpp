// Which clips are trained on: seeded, by class, and with `grouped` by whole source recordings.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "base/error.h"
#include "base/philox.h"
#include "data/clips.h"

namespace canopy {
namespace {

/// What goes to one side together.
struct Unit {
  std::vector<std::size_t> clips;
  std::vector<double> of_class;  // how many clips of each class
};

/// Which clips have their part: from the manifest, or, with groups, from another clip of their
/// source that has it from there.
std::vector<bool> keep_given_parts(ClipSet& set, SplitKind kind) {
  std::map<std::string, Part> of_group;
  for (const Clip& clip : set.clips)
    if (clip.part_given && kind == SplitKind::grouped) of_group.emplace(clip.group, clip.part);
  std::vector<bool> given;
  for (Clip& clip : set.clips) {
    const auto found = of_group.find(clip.group);
    if (!clip.part_given && found != of_group.end()) clip.part = found->second;
    given.push_back(clip.part_given || found != of_group.end());
  }
  return given;
}

/// The other clips as units; natural order, so that the seed alone decides.
std::vector<Unit> units_of(const ClipSet& set, SplitKind kind, const std::vector<bool>& given) {
  std::map<std::string, std::size_t> known;
  std::vector<Unit> units;
  for (std::size_t i = 0; i < set.clips.size(); ++i) {
    const Clip& clip = set.clips[i];
    if (given[i]) continue;
    std::size_t at = units.size();
    if (kind == SplitKind::grouped) at = known.emplace(clip.group, units.size()).first->second;
    if (at == units.size()) units.push_back({{}, std::vector<double>(set.classes.size())});
    units[at].clips.push_back(i);
    units[at].of_class[static_cast<std::size_t>(clip.label)] += 1;
  }
  return units;
}

void shuffle(std::vector<Unit>& units, std::uint32_t seed) {
  for (std::size_t i = units.size(); i > 1; --i) {
    const Philox4 random = philox(seed, i, 0x73706C6974ull);  // "split"
    std::swap(units[i - 1], units[((std::uint64_t{random.v[1]} << 32) | random.v[0]) % i]);
  }
}

/// How far a side is from the share wanted of each class, in clips relative to the class.
double distance(const std::vector<double>& taken, const std::vector<double>& total, double share) {
  double sum = 0;
  for (std::size_t c = 0; c < total.size(); ++c) {
    if (total[c] == 0) continue;
    const double off = taken[c] / total[c] - share;
    sum += off * off;
  }
  return sum;
}

std::vector<double> plus(std::vector<double> a, const std::vector<double>& b) {
  for (std::size_t c = 0; c < a.size(); ++c) a[c] += b[c];
  return a;
}

void check_parts(const ClipSet& set) {
  for (std::size_t label = 0; label < set.classes.size(); ++label)
    for (Part part : {Part::train, Part::test}) {
      const bool any = std::any_of(set.clips.begin(), set.clips.end(), [&](const Clip& clip) {
        return clip.label == static_cast<std::int32_t>(label) && clip.part == part;
      });
      if (any) continue;
      throw Error(ErrorKind::data,
                  std::string("the split leaves no clip of class ") + set.classes[label] +
                      (part == Part::train ? " to train on" : " to test on") +
                      "; it has too few source recordings for data.split (see its kind, train "
                      "and seed)");
    }
}

}  // namespace

// In a random order each unit goes to training as long as that brings the classes' shares nearer to
// what is wanted. A class whose every unit would then be on one side gives its smallest unit away.
void split_clips(ClipSet& set, const SplitConfig& config) {
  const std::vector<bool> given = keep_given_parts(set, config.kind);
  std::vector<Unit> units = units_of(set, config.kind, given);
  shuffle(units, config.seed);
  std::vector<double> total(set.classes.size()), taken(set.classes.size());
  for (std::size_t i = 0; i < set.clips.size(); ++i) {
    const auto label = static_cast<std::size_t>(set.clips[i].label);
    total[label] += 1;
    if (given[i] && set.clips[i].part == Part::train) taken[label] += 1;
  }
  std::vector<bool> in_train(units.size());
  for (std::size_t u = 0; u < units.size(); ++u) {
    const std::vector<double> with = plus(taken, units[u].of_class);
    in_train[u] = distance(with, total, config.train) < distance(taken, total, config.train);
    if (in_train[u]) taken = with;
  }
  for (std::size_t c = 0; c < total.size(); ++c) {
    if (taken[c] > 0 && taken[c] < total[c]) continue;
    std::size_t smallest = units.size();
    double least = std::numeric_limits<double>::infinity(), own = 0;
    for (std::size_t u = 0; u < units.size(); ++u)
      if (units[u].of_class[c] > 0) {
        own += 1;
        const auto size = static_cast<double>(units[u].clips.size());
        if (size < least) {
          least = size;
          smallest = u;
        }
      }
    if (own < 2) continue;  // one unit cannot be on both sides: check_parts says so
    in_train[smallest] = !in_train[smallest];
    for (std::size_t k = 0; k < taken.size(); ++k)
      taken[k] += (in_train[smallest] ? 1 : -1) * units[smallest].of_class[k];
  }
  for (std::size_t u = 0; u < units.size(); ++u)
    for (std::size_t clip : units[u].clips)
      set.clips[clip].part = in_train[u] ? Part::train : Part::test;
  check_parts(set);
}

}  // namespace canopy
