// Which clips are trained on: seeded, by class, and with `grouped` by whole source recordings.
#include <algorithm>
#include <cmath>
#include <map>

#include "base/error.h"
#include "base/philox.h"
#include "data/clips.h"
#include "data/split_mend.h"

namespace canopy {
namespace {

using Unit = SplitUnit;

/// Adds one for each of the clip's classes, or to those of none.
void count(const ClipSet& set, const Clip& clip, std::vector<double>& of_class) {
  if (!set.visit_classes(clip, [&](std::size_t c) { of_class[c] += 1; })) of_class.back() += 1;
}

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
    if (at == units.size()) units.push_back({{}, std::vector<double>(set.classes.size() + 1)});
    units[at].clips.push_back(i);
    count(set, clip, units[at].of_class);
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

/// Which units go to a side that is to hold `share` of each class. In their order each goes there
/// as long as that brings the classes' shares nearer to what is wanted. A class whose every unit
/// would then be on one side gives its smallest unit away. `total` counts each class's clips,
/// `here` says what is there already and what must be, `there` the same of the other side.
std::vector<bool> choose(const std::vector<Unit>& units, const std::vector<double>& total,
                         double share, const SideNeeds& here, const SideNeeds& there) {
  std::vector<double> taken = here.given;
  std::vector<double> all = taken;  // clips that are, or could come, to this side
  for (const Unit& unit : units) all = plus(all, unit.of_class);
  std::vector<bool> chosen(units.size());
  for (std::size_t u = 0; u < units.size(); ++u) {
    const std::vector<double> with = plus(taken, units[u].of_class);
    chosen[u] = distance(with, total, share) < distance(taken, total, share);
    if (chosen[u]) taken = with;
  }
  for (std::size_t c = 0; c < total.size(); ++c) {
    if (taken[c] > 0 && taken[c] < all[c]) continue;
    std::size_t smallest = units.size(), own = 0;
    for (std::size_t u = 0; u < units.size(); ++u) {
      if (units[u].of_class[c] == 0) continue;
      own += 1;
      if (smallest == units.size() || units[u].clips.size() < units[smallest].clips.size())
        smallest = u;
    }
    if (own < 2) continue;  // one unit cannot be on both sides: check_parts says so
    chosen[smallest] = !chosen[smallest];
    for (std::size_t k = 0; k < taken.size(); ++k)
      taken[k] += (chosen[smallest] ? 1 : -1) * units[smallest].of_class[k];
  }
  mend_split(units, chosen, here, there);
  return chosen;
}

/// The units whose clips are the test of one of `folds` folds: largest first, each to the fold that
/// has least of its classes.
std::vector<bool> choose_fold(const std::vector<Unit>& units, const std::vector<double>& total,
                              int folds, int fold) {
  std::vector<std::size_t> order(units.size());
  for (std::size_t u = 0; u < order.size(); ++u) order[u] = u;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return units[a].clips.size() > units[b].clips.size();
  });
  std::vector<std::vector<double>> taken(static_cast<std::size_t>(folds),
                                         std::vector<double>(total.size()));
  std::vector<bool> chosen(units.size());
  for (std::size_t u : order) {
    const auto load = [&](const std::vector<double>& of_fold) {
      double sum = 0;
      for (std::size_t c = 0; c < total.size(); ++c)
        if (total[c] > 0) sum += units[u].of_class[c] / total[c] * of_fold[c] / total[c];
      return sum;
    };
    std::size_t least = 0;
    for (std::size_t f = 1; f < taken.size(); ++f)
      if (load(taken[f]) < load(taken[least])) least = f;
    taken[least] = plus(taken[least], units[u].of_class);
    chosen[u] = least == static_cast<std::size_t>(fold);
  }
  return chosen;
}

/// The units of the sources that the config names.
std::vector<bool> choose_named(const std::vector<Unit>& units, const ClipSet& set,
                               const std::vector<std::string>& groups) {
  for (const std::string& group : groups)
    if (std::none_of(set.clips.begin(), set.clips.end(),
                     [&](const Clip& clip) { return clip.group == group; }))
      throw Error(ErrorKind::data, "data.split.test_groups: no clip is of the group '" + group +
                                       "'; a name is the file's less its -N");
  std::vector<bool> chosen;
  for (const Unit& unit : units)
    chosen.push_back(std::find(groups.begin(), groups.end(), set.clips[unit.clips[0]].group) !=
                     groups.end());
  return chosen;
}

const char* purpose(Part part) {
  switch (part) {
    case Part::train:
      return " to train on";
    case Part::validation:
      return " to validate on";
    case Part::test:
      break;
  }
  return " to test on";
}

void check_parts(const ClipSet& set, bool validation) {
  for (std::size_t label = 0; label < set.classes.size(); ++label)
    for (Part part : {Part::train, Part::validation, Part::test}) {
      if (part == Part::validation && !validation) continue;
      const bool any = std::any_of(set.clips.begin(), set.clips.end(), [&](const Clip& clip) {
        return set.has(clip, label) && clip.part == part;
      });
      if (any) continue;
      throw Error(ErrorKind::data,
                  "the split leaves no clip of class " + set.classes[label] + purpose(part) +
                      "; it has too few source recordings for data.split (see its kind, train "
                      "and seed)");
    }
}

}  // namespace

// First the test is set apart, then the validation part from what is left.
void split_clips(ClipSet& set, const SplitConfig& config) {
  const bool chosen_here = config.folds > 0 || !config.test_groups.empty();
  for (const Clip& clip : set.clips)
    if (chosen_here && clip.part_given)
      throw Error(ErrorKind::data, clip.name +
                                       ": the manifest gives it a part of the split, but "
                                       "data.split.folds and test_groups choose the test "
                                       "themselves; leave the split column out");
  const std::vector<bool> given = keep_given_parts(set, config.kind);
  std::vector<Unit> units = units_of(set, config.kind, given);
  shuffle(units, config.seed);
  std::vector<double> total(set.classes.size() + 1);
  SideNeeds trained{1, total}, validated{1, total}, tested{1, total};
  SideNeeds kept{config.validation > 0 ? 2 : 1, total};  // one of them will validate
  for (std::size_t i = 0; i < set.clips.size(); ++i) {
    const Clip& clip = set.clips[i];
    count(set, clip, total);
    if (!given[i]) continue;
    if (clip.part != Part::test) count(set, clip, kept.given);
    count(set, clip,
          clip.part == Part::train        ? trained.given
          : clip.part == Part::validation ? validated.given
                                          : tested.given);
  }
  std::vector<bool> test;
  if (!config.test_groups.empty()) {
    test = choose_named(units, set, config.test_groups);
  } else if (config.folds > 0) {
    test = choose_fold(units, total, config.folds, config.fold);
  } else {
    test = choose(units, total, config.train + config.validation, kept, tested);
    test.flip();
  }
  std::vector<Unit> rest;
  for (std::size_t u = 0; u < units.size(); ++u) {
    if (!test[u]) rest.push_back(units[u]);
    for (std::size_t clip : units[u].clips)
      set.clips[clip].part = test[u] ? Part::test : Part::train;
  }
  if (config.validation > 0) {
    const std::vector<bool> validation = choose(rest, total, config.validation, validated, trained);
    for (std::size_t u = 0; u < rest.size(); ++u)
      for (std::size_t clip : rest[u].clips)
        if (validation[u]) set.clips[clip].part = Part::validation;
  }
  check_parts(set, config.validation > 0);
}

}  // namespace canopy
