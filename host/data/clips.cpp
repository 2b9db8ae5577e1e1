#include "data/clips.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/csv_table.h"
#include "base/error.h"
#include "base/files.h"
#include "data/sources.h"

namespace canopy {

void positive_last(ClipSet& set, const std::string& positive) {
  if (positive.empty()) return;
  set.task = Task::binary;
  std::stable_partition(set.classes.begin(), set.classes.end(),
                        [&](const std::string& name) { return name != positive; });
}

namespace {

std::vector<std::string> in_natural_order(const std::set<std::string>& names) {
  std::vector<std::string> sorted(names.begin(), names.end());
  std::sort(sorted.begin(), sorted.end(),
            [](const std::string& a, const std::string& b) { return natural_less(a, b); });
  return sorted;
}

}  // namespace

void name_classes(ClipSet& set, const std::vector<std::string>& labels, const std::string& positive,
                  const std::string& where) {
  const std::set<std::string> names(labels.begin(), labels.end());
  set.classes = in_natural_order(names);
  const std::string count = std::to_string(names.size());
  if (names.size() < 2)
    throw Error(ErrorKind::data, where + ": expected at least two labels, got " + count);
  if (!positive.empty() && !names.count(positive))
    throw Error(ErrorKind::data, where + ": no clip has the positive label '" + positive + "'");
  if (!positive.empty() && names.size() != 2)
    throw Error(ErrorKind::data, where + ": data.positive needs exactly two labels, got " + count);
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
    throw Error(ErrorKind::data, where + ": no clip has a label; nothing can be learned");
  if (set.classes.size() > max_labels)
    throw Error(ErrorKind::data, where + ": expected at most " + std::to_string(max_labels) +
                                     " labels with data.multi_label, got " +
                                     std::to_string(set.classes.size()) + "; the first are " +
                                     set.classes[0] + ", " + set.classes[1] + ", " +
                                     set.classes[2]);
  for (std::size_t i = 0; i < set.clips.size(); ++i)
    for (std::size_t c = 0; c < set.classes.size(); ++c)
      if (labels[i].count(set.classes[c])) set.clips[i].label |= 1 << c;
}

namespace {

std::string seconds_text(double seconds) {
  char text[32];
  std::snprintf(text, sizeof text, "%.10g", seconds);
  return text;
}

/// Clips of one file get their interval added to their names, as a media fragment:
/// a.wav#t=1.5,2.25
void disambiguate_names(ClipSet& set) {
  std::map<std::string, int> of_name;
  for (const Clip& clip : set.clips) ++of_name[clip.name];
  for (Clip& clip : set.clips) {
    if (of_name[clip.name] < 2 || (clip.start_s == 0 && clip.end_s < 0)) continue;
    clip.name += "#t=" + seconds_text(clip.start_s);
    if (clip.end_s >= 0) clip.name += "," + seconds_text(clip.end_s);
  }
}

}  // namespace

ClipSet list_clips(const DataConfig& config) {
  ClipSet set = config.labels             ? cut_labelled(config)
                : config.manifest.empty() ? list_class_folders(config)
                                          : read_manifest(config);
  disambiguate_names(set);
  for (const std::string& group : config.exclude_groups) {
    const std::size_t before = set.clips.size();
    std::erase_if(set.clips, [&](const Clip& clip) { return clip.group == group; });
    if (set.clips.size() == before)
      throw Error(ErrorKind::data, "data.exclude_groups: no clip is of the group '" + group +
                                       "'; a name is the file's less its -N");
  }
  for (std::size_t label = 0; label < set.classes.size(); ++label)
    if (std::none_of(set.clips.begin(), set.clips.end(),
                     [&](const Clip& clip) { return set.has(clip, label); }))
      throw Error(ErrorKind::data,
                  "class " + set.classes[label] + " has no clips under " + config.root);
  return set;
}

const char* part_name(Part part) {
  return part == Part::train ? "train" : part == Part::validation ? "validation" : "test";
}

std::optional<Part> part_of(const std::string& name) {
  for (Part part : {Part::train, Part::validation, Part::test})
    if (name == part_name(part)) return part;
  return std::nullopt;
}

std::vector<std::int32_t> clips_of(const ClipSet& set, Part part) {
  std::vector<std::int32_t> clips;
  for (std::size_t i = 0; i < set.clips.size(); ++i)
    if (set.clips[i].part == part) clips.push_back(static_cast<std::int32_t>(i));
  return clips;
}

std::string split_csv(const ClipSet& set) {
  std::string text = "path,label,group,part\n";
  for (const Clip& clip : set.clips) {
    text += csv_cell(clip.name) + "," + csv_cell(set.label_text(clip)) + "," +
            csv_cell(clip.group) + "," + part_name(clip.part) + "\n";
  }
  return text;
}

void apply_split(ClipSet& set, const std::string& path) {
  const CsvTable table(read_file(path), path, {{"path", "label", "group", "part"}, {}});
  ErrorList errors;
  std::map<std::string, Part> parts;
  table.each(errors, [&](const CsvTable::Row& row) {
    const std::optional<Part> part = part_of(row["part"]);
    if (!part)
      return errors.add(fmt::format("{}: expected train, validation or test, got \"{}\"",
                                    row.where("part"), row["part"]));
    const Part first = parts.emplace(row["path"], *part).first->second;
    if (first != *part)
      errors.add(fmt::format("{}: {} is already listed with the part {}", row.where("part"),
                             row["path"], part_name(first)));
  });
  errors.report();
  std::erase_if(set.clips, [&](const Clip& clip) { return !parts.count(clip.name); });
  if (set.clips.empty()) throw Error(ErrorKind::data, path + ": lists none of these clips");
  for (Clip& clip : set.clips) clip.part = parts[clip.name];
}

}  // namespace canopy
