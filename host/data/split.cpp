// The split into train, validation and test: seeded, stratified by class, and with `grouped` by
// whole source recordings.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/error.h"
#include "base/shuffle.h"
#include "data/clips.h"
#include "data/split_choice.h"

namespace canopy {
namespace {

/// Adds 1 for each class of the clip, or to the last number if it has none.
void count(const ClipSet& set, const Clip& clip, std::vector<double>& of_class) {
  if (!set.visit_classes(clip, [&](std::size_t c) { of_class[c] += 1; })) of_class.back() += 1;
}

/// Which clips have a given part: their own in the manifest, or with `grouped` that of another clip
/// of the same source.
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

/// The other clips as units, in natural order, so that the split depends on the seed only.
std::vector<SplitUnit> units_of(const ClipSet& set, SplitKind kind,
                                const std::vector<bool>& given) {
  std::map<std::string, std::size_t> known;
  std::vector<SplitUnit> units;
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

/// The units of the named sources.
std::vector<bool> choose_named(const std::vector<SplitUnit>& units, const ClipSet& set,
                               const std::vector<std::string>& groups) {
  for (const std::string& group : groups)
    if (std::none_of(set.clips.begin(), set.clips.end(),
                     [&](const Clip& clip) { return clip.group == group; }))
      throw no_such_group("data.split.test_groups", group);
  std::vector<bool> chosen;
  for (const SplitUnit& unit : units)
    chosen.push_back(std::find(groups.begin(), groups.end(), set.clips[unit.clips[0]].group) !=
                     groups.end());
  return chosen;
}

const char* purpose(Part part) {
  switch (part) {
    case Part::train:
      return "training";
    case Part::validation:
      return "validation";
    case Part::test:
      break;
  }
  return "testing";
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
                  fmt::format("the split leaves no clip of class {} for {}: too few source "
                              "recordings; change data.split (kind, train or seed)",
                              set.classes[label], purpose(part)));
    }
}

}  // namespace

// First the test part is chosen, then the validation part from the rest.
void split_clips(ClipSet& set, const SplitConfig& config) {
  const bool test_chosen = config.folds > 0 || !config.test_groups.empty();
  for (const Clip& clip : set.clips)
    if (test_chosen && clip.part_given)
      throw Error(ErrorKind::data,
                  fmt::format("{}: the manifest assigns a part, but data.split.folds and "
                              "test_groups choose the test part; remove the split column",
                              clip.name));
  const std::vector<bool> given = keep_given_parts(set, config.kind);
  std::vector<SplitUnit> units = units_of(set, config.kind, given);
  shuffle(units, config.seed, 0x73706C6974ull);  // "split"
  std::vector<double> total(set.classes.size() + 1);
  SideNeeds train_needs{1, total}, validation_needs{1, total}, test_needs{1, total};
  SideNeeds kept_needs{config.validation > 0 ? 2 : 1, total};  // one of them will be for validation
  for (std::size_t i = 0; i < set.clips.size(); ++i) {
    const Clip& clip = set.clips[i];
    count(set, clip, total);
    if (!given[i]) continue;
    if (clip.part != Part::test) count(set, clip, kept_needs.given);
    count(set, clip,
          clip.part == Part::train        ? train_needs.given
          : clip.part == Part::validation ? validation_needs.given
                                          : test_needs.given);
  }
  std::vector<bool> test;
  if (!config.test_groups.empty()) {
    test = choose_named(units, set, config.test_groups);
  } else if (config.folds > 0) {
    test = choose_fold(units, total, config.folds, config.fold);
  } else {
    test = choose_share(units, total, config.train + config.validation, kept_needs, test_needs);
    test.flip();
  }
  std::vector<SplitUnit> rest;
  for (std::size_t u = 0; u < units.size(); ++u) {
    if (!test[u]) rest.push_back(units[u]);
    for (std::size_t clip : units[u].clips)
      set.clips[clip].part = test[u] ? Part::test : Part::train;
  }
  if (config.validation > 0) {
    const std::vector<bool> validation =
        choose_share(rest, total, config.validation, validation_needs, train_needs);
    for (std::size_t u = 0; u < rest.size(); ++u)
      for (std::size_t clip : rest[u].clips)
        if (validation[u]) set.clips[clip].part = Part::validation;
  }
  check_parts(set, config.validation > 0);
}

}  // namespace canopy
