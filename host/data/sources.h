// Where clips come from. A new kind of source is a function here and a line in list_clips.
#pragma once

#include "data/clips.h"

namespace canopy {

ClipSet list_class_folders(const DataConfig& config);
ClipSet read_manifest(const DataConfig& config);

/// Makes the set binary when `positive` is not empty: its class gets the label 1.
void positive_last(ClipSet& set, const std::string& positive);

}  // namespace canopy
