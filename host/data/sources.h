// Where clips come from. A new kind of source is a function here and a line in list_clips.
#pragma once

#include <set>

#include "data/clips.h"

namespace canopy {

ClipSet list_class_folders(const DataConfig& config);
ClipSet read_manifest(const DataConfig& config);
ClipSet cut_labelled(const DataConfig& config);

/// Names the classes after the labels, of which there is one a clip, and numbers the clips. Throws
/// Error(data), with `where` in front, when there are not at least two, or not the two that
/// `positive` asks for.
void name_classes(ClipSet& set, const std::vector<std::string>& labels, const std::string& positive,
                  const std::string& where);

/// The same for a multi-label set: each clip with the names of its classes, which may be none.
/// Throws Error(data) when there is no name at all, or more than max_labels.
void name_label_sets(ClipSet& set, const std::vector<std::set<std::string>>& labels,
                     const std::string& where);

/// Makes the set binary when `positive` is not empty: its class gets the label 1.
void positive_last(ClipSet& set, const std::string& positive);

}  // namespace canopy
