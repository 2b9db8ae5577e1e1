// The keys of the section data.labels.
#include "config/field_makers.h"
#include "config/section_fields.h"

namespace canopy {

Fields label_fields(LabelsConfig& c) {
  return {
      {"recordings", TextField{&c.recordings, 1},
       "Folder of long recordings, or a single recording; absolute, or relative to data.root. Each "
       "recording is its own source, unless data.split.group_pattern is set."},
      {"tracks", TextField{&c.tracks},
       "Folder of label files (.txt, .tsv, .csv), or a single label file; absolute, or relative to "
       "data.root. A label file belongs to the recording of the same name, unless it names "
       "recordings itself. Recordings without a label file are not used; an empty label file means "
       "that the whole recording is negative. Labels without text have the class data.positive. "
       "Empty: the label files are in the folder of the recordings."},
      {"format", choice(c.format, {"auto", "raven", "audacity", "csv"}),
       "Format of the label files: Raven selection tables, Audacity label tracks, or CSV with the "
       "columns recording,start_s,end_s,label. auto: detected from the first line."},
      {"ignore", TextListField{&c.ignore},
       "Labels whose intervals are used neither as clips nor as negatives, such as uncertain "
       "calls. Empty: all labels are used."},
      {"negative", TextField{&c.negative},
       "Class name of the clips that are cut from unlabelled time. Empty: no such clips are cut."},
      {"negatives_per_positive", positive_number(c.negatives_per_positive),
       "Number of negative clips per labelled clip. They are spread over the recordings; there are "
       "fewer when the unlabelled time is too short."},
      {"negative_s", number_from_0(c.negative_s),
       "Length of the negative clips. 0: the same lengths as the labelled intervals, so that "
       "the length does not reveal the class.",
       "s"},
      {"min_gap_s", number_from_0(c.min_gap_s),
       "Minimum distance between a negative clip and the nearest label.", "s"},
      {"seed", seed_value(c.seed), "Seed for choosing the negative clips."},
  };
}

}  // namespace canopy
