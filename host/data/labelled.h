// Long recordings with labelled intervals -> clips: the intervals, and what lies between them.
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
  std::string path;   // as opened
  std::string name;   // shown to people
  std::string group;  // its source
  double seconds = 0;
  std::vector<LabelledInterval> intervals;  // none: nothing of interest is in it
};

/// Clips without class numbers, and the label of each: recording after recording, by their starts.
struct CutClips {
  std::vector<Clip> clips;
  std::vector<std::string> labels;
};

/// Every interval with a label that is not ignored is a clip; as many of what is not labelled as
/// the config asks for are clips of the negative class, which no interval comes nearer than
/// min_gap_s. The seed alone decides which.
CutClips cut_clips(const std::vector<LabelledRecording>& recordings, const LabelsConfig& config);

}  // namespace canopy
