// Clips from long recordings: their labelled intervals, and negatives between them.
#pragma once

#include <string>
#include <vector>

#include "config/config.h"
#include "data/clips.h"

namespace canopy {

struct LabelledInterval {
  double start_s = 0, end_s = 0;
  std::string label;
};

struct LabelledRecording {
  std::string path;   // of the file
  std::string name;   // shown to people
  std::string group;  // its source
  double seconds = 0;
  std::vector<LabelledInterval> intervals;  // empty: the recording yields negatives only
};

/// Clips whose Clip::label is not set yet, and the label of each; by recording and start.
struct CutClips {
  std::vector<Clip> clips;
  std::vector<std::string> labels;
};

/// Cuts a clip for each interval whose label is not ignored, and negatives from the rest: as many
/// as the config wants, at least min_gap_s away from all intervals, chosen by the seed.
CutClips cut_clips(const std::vector<LabelledRecording>& recordings, const LabelsConfig& config);

}  // namespace canopy
