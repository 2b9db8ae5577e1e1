// What a run trains on: the list of clips with their labels and groups.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/task.h"
#include "config/config.h"

namespace canopy {

enum class Part { train, validation, test };

struct Clip {
  std::string path;        // as opened
  std::string name;        // shown to people: relative to the data root
  std::int32_t label = 0;  // see base/task.h
  std::string group;       // source recording
  double start_s = 0;
  double end_s = -1;  // -1: to the end
  Part part = Part::train;
  bool part_given = false;  // by the manifest: the split leaves it alone
};

struct ClipSet {
  std::vector<std::string> classes;  // binary: {other, positive}, so that positive has label 1
  Task task = Task::categorical;
  std::vector<Clip> clips;          // natural order of (class folder, name)
  std::size_t passed_over = 0;      // entries of the class folders that have no audio file's name
  std::string passed_over_example;  // one of them

  bool has(const Clip& clip, std::size_t c) const {
    return label_has(task, clip.label, static_cast<int>(c));
  }
  /// Calls visit(c) for each class that the clip is of; false when it is of none.
  template <class Visit>
  bool visit_classes(const Clip& clip, Visit visit) const {
    if (task != Task::multi_label) visit(static_cast<std::size_t>(clip.label));
    for (std::size_t c = 0; task == Task::multi_label && c < classes.size(); ++c)
      if (has(clip, c)) visit(c);
    return task != Task::multi_label || clip.label != 0;
  }
  /// As base/task.h has them.
  std::string label_text(const Clip& clip) const {
    return canopy::label_text(task, classes, clip.label);
  }
  std::string label_words(const Clip& clip) const {
    return canopy::label_words(task, classes, clip.label);
  }
};

/// A clip that is not used, and why.
struct BadFile {
  std::string name;
  std::string reason;
};

/// Lists class folders or reads the manifest; leaves out exclude_groups. Throws Error(data) for a
/// missing folder, an empty class or a malformed manifest line (with its number).
ClipSet list_clips(const DataConfig& config);

/// The group of a file name: what the pattern's first capture group matches, or by default the
/// stem less its "-N".
std::string group_of(const std::string& file_name, const std::string& pattern);

/// The part's name in split.csv, manifests and options.
const char* part_name(Part part);
/// The part of that name; none for another text.
std::optional<Part> part_of(const std::string& name);

/// Assigns train, validation and test: seeded, stratified by class (a clip of several counts for
/// each, those of none are as a class), groups kept whole with `grouped`. Clips whose manifest
/// names a part keep it. Throws Error(data) when a part would lack a class.
void split_clips(ClipSet& set, const SplitConfig& config);

/// The indices of the clips of a part.
std::vector<std::int32_t> clips_of(const ClipSet& set, Part part);

/// What split.csv holds: path,label,group,part.
std::string split_csv(const ClipSet& set);
/// Gives the clips the parts that a split.csv names, and leaves out those it does not list. Throws
/// Error(data) when there is none or it lists none of them.
void apply_split(ClipSet& set, const std::string& path);

}  // namespace canopy
