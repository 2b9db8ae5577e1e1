// The sources of clips. To add one: data/<name>.cpp, its declaration here, and a line in
// list_clips() (data/clips.cpp).
#pragma once

#include <set>

#include "data/clips.h"

namespace canopy {

ClipSet list_class_folders(const DataConfig& config);
ClipSet read_manifest(const DataConfig& config);
ClipSet cut_labelled(const DataConfig& config);

/// Sets the classes and the clips' labels from `labels`, one per clip. Throws Error(data), with
/// `where` first, unless there are at least two, or with `positive` exactly two that include it.
void name_classes(ClipSet& set, const std::vector<std::string>& labels, const std::string& positive,
                  const std::string& where);

/// The same for a multi-label set: `labels` holds the class names of each clip, possibly none.
/// Throws Error(data) if there are no names at all or more than max_labels.
void name_label_sets(ClipSet& set, const std::vector<std::set<std::string>>& labels,
                     const std::string& where);

/// Makes the set binary, with `positive` as the last class (label 1); does nothing if it is empty.
void positive_last(ClipSet& set, const std::string& positive);

}  // namespace canopy
