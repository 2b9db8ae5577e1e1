#include "data/clips.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/error.h"
#include "base/files.h"
#include "data/sources.h"

namespace canopy {
namespace {

std::vector<std::string> in_natural_order(const std::set<std::string>& names) {
  std::vector<std::string> sorted(names.begin(), names.end());
  std::sort(sorted.begin(), sorted.end(),
            [](const std::string& a, const std::string& b) { return natural_less(a, b); });
  return sorted;
}

/// If clips share a file, their intervals are added to their names, as media fragments:
/// a.wav#t=1.5,2.25
void disambiguate_names(ClipSet& set) {
  std::map<std::string, int> of_name;
  for (const Clip& clip : set.clips) ++of_name[clip.name];
  for (Clip& clip : set.clips) {
    if (of_name[clip.name] < 2 || (clip.start_s == 0 && clip.end_s < 0)) continue;
    clip.name += fmt::format("#t={:.10g}", clip.start_s);
    if (clip.end_s >= 0) clip.name += fmt::format(",{:.10g}", clip.end_s);
  }
}

}  // namespace

void positive_last(ClipSet& set, const std::string& positive) {
  if (positive.empty()) return;
  set.task = Task::binary;
  std::stable_partition(set.classes.begin(), set.classes.end(),
                        [&](const std::string& name) { return name != positive; });
}

void name_classes(ClipSet& set, const std::vector<std::string>& labels, const std::string& positive,
                  const std::string& where) {
  const std::set<std::string> names(labels.begin(), labels.end());
  set.classes = in_natural_order(names);
  if (names.size() < 2)
    throw Error(ErrorKind::data,
                fmt::format("{}: expected at least two labels, got {}", where, names.size()));
  if (!positive.empty() && !names.count(positive))
    throw Error(ErrorKind::data,
                fmt::format("{}: no clip has the positive label '{}'", where, positive));
  if (!positive.empty() && names.size() != 2)
    throw Error(ErrorKind::data, fmt::format("{}: data.positive needs exactly two labels, got {}",
                                             where, names.size()));
  positive_last(set, positive);
  for (std::size_t i = 0; i < set.clips.size(); ++i)
    set.clips[i].label = static_cast<std::int32_t>(
        std::find(set.classes.begin(), set.classes.end(), labels[i]) - set.classes.begin());
}

void name_label_sets(ClipSet& set, const std::vector<std::set<std::string>>& labels,
                     const std::string& where) {
  std::set<std::string> names;
  for (const std::set<std::string>& of_clip : labels) names.insert(of_clip.begin(), of_clip.end());
  set.task = Task::multi_label;
  set.classes = in_natural_order(names);
  if (set.classes.empty())
    throw Error(ErrorKind::data,
                fmt::format("{}: no clip has a label; nothing can be learned", where));
  if (set.classes.size() > max_labels)
    throw Error(ErrorKind::data,
                fmt::format("{}: expected at most {} labels with data.multi_label, got {}; the "
                            "first are {}, {}, {}",
                            where, max_labels, set.classes.size(), set.classes[0], set.classes[1],
                            set.classes[2]));
  for (std::size_t i = 0; i < set.clips.size(); ++i)
    for (std::size_t c = 0; c < set.classes.size(); ++c)
      if (labels[i].count(set.classes[c])) set.clips[i].label |= 1 << c;
}

Error no_such_group(const char* setting, const std::string& group) {
  return Error(ErrorKind::data,
               fmt::format("{}: no clip belongs to the group '{}'; by default a group is the file "
                           "name without extension and -N",
                           setting, group));
}

ClipSet list_clips(const DataConfig& config) {
  ClipSet set = config.labels             ? cut_labelled(config)
                : config.manifest.empty() ? list_class_folders(config)
                                          : read_manifest(config);
  disambiguate_names(set);
  for (const std::string& group : config.exclude_groups) {
    const std::size_t before = set.clips.size();
    std::erase_if(set.clips, [&](const Clip& clip) { return clip.group == group; });
    if (set.clips.size() == before) throw no_such_group("data.exclude_groups", group);
  }
  for (std::size_t label = 0; label < set.classes.size(); ++label)
    if (std::none_of(set.clips.begin(), set.clips.end(),
                     [&](const Clip& clip) { return set.has(clip, label); }))
      throw Error(ErrorKind::data,
                  fmt::format("class {} has no clips under {}", set.classes[label], config.root));
  return set;
}

std::vector<std::int32_t> clips_of(const ClipSet& set, Part part) {
  std::vector<std::int32_t> clips;
  for (std::size_t i = 0; i < set.clips.size(); ++i)
    if (set.clips[i].part == part) clips.push_back(static_cast<std::int32_t>(i));
  return clips;
}

}  // namespace canopy
