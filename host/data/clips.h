// The clips that a run trains on, with their labels and groups.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/task.h"
#include "config/config.h"

namespace canopy {

enum class Part { train, validation, test };

struct Clip {
  std::string path;        // of the file
  std::string name;        // shown to people: the path relative to the data root
  std::int32_t label = 0;  // see base/task.h
  std::string group;       // source recording
  double start_s = 0;      // of the clip in its file
  double end_s = -1;       // -1: to the end
  Part part = Part::train;
  bool part_given = false;  // by the manifest; the split then keeps `part`
};

struct ClipSet {
  std::vector<std::string> classes;  // binary: {other, positive}, so that positive has label 1
  Task task = Task::categorical;
  std::vector<Clip> clips;      // in natural order of (class folder, name), or as in the manifest
  std::size_t ignored = 0;      // items in the class folders without an audio file name
  std::string ignored_example;  // one of them

  bool has(const Clip& clip, std::size_t c) const {
    return label_has(task, clip.label, static_cast<int>(c));
  }
  /// Calls visit(c) for each class of the clip; returns false if it has none.
  template <class Visit>
  bool visit_classes(const Clip& clip, Visit visit) const {
    if (task != Task::multi_label) visit(static_cast<std::size_t>(clip.label));
    for (std::size_t c = 0; task == Task::multi_label && c < classes.size(); ++c)
      if (has(clip, c)) visit(c);
    return task != Task::multi_label || clip.label != 0;
  }
  /// See base/task.h.
  std::string label_text(const Clip& clip) const {
    return canopy::label_text(task, classes, clip.label);
  }
  std::string label_words(const Clip& clip) const {
    return canopy::label_words(task, classes, clip.label);
  }
};

/// A clip that cannot be used, and why.
struct BadFile {
  std::string name;
  std::string reason;
};

/// Lists the clips of the class folders, the manifest or the label files, without those in
/// exclude_groups. Throws Error(data) for a missing folder, a class without clips, or malformed
/// lines (with file and line number).
ClipSet list_clips(const DataConfig& config);

/// The group of a file name: the match of the pattern's first capture group (of the whole pattern
/// if it has none), or the stem if the pattern does not match. Without a pattern: the stem without
/// a trailing "-N".
std::string group_of(const std::string& file_name, const std::string& pattern);

/// The error for a setting that names a group to which no clip belongs.
Error no_such_group(const char* setting, const std::string& group);

/// The part's name in split.csv, manifests and options.
const char* part_name(Part part);
/// The part of this name, or nothing.
std::optional<Part> part_of(const std::string& name);

/// Assigns train, validation and test: seeded, stratified by class (a clip counts for each of its
/// classes; clips without classes are treated as a class of their own), and with `grouped` without
/// dividing groups. Parts given by the manifest are kept. Throws Error(data) if a part would lack a
/// class.
void split_clips(ClipSet& set, const SplitConfig& config);

/// The indices of the clips of a part.
std::vector<std::int32_t> clips_of(const ClipSet& set, Part part);

/// The contents of split.csv: path,label,group,part.
std::string split_csv(const ClipSet& set);
/// Assigns the parts in the split.csv at `path` and removes clips that it does not list; its labels
/// and groups are not used. Throws Error(data) if it cannot be read or lists none of the clips, and
/// for malformed rows, with file, line and column.
void apply_split(ClipSet& set, const std::string& path);

}  // namespace canopy
