// The keys of the section data.labels.
#include "config/field_makers.h"
#include "config/section_fields.h"

namespace canopy {

Fields label_fields(LabelsConfig& c) {
  return {
      {"recordings", TextField{&c.recordings, 1},
       "folder of long recordings, or one, under data.root or absolute; each is a source (or what "
       "data.split.group_pattern finds in its name)"},
      {"tracks", TextField{&c.tracks},
       "folder of label files (.txt, .tsv, .csv), or one, under data.root or absolute; a file is "
       "about the recording of its name unless it names recordings itself. Empty: beside the "
       "recordings. A recording that no label file speaks of is not used, one with an empty file "
       "yields negatives. A label without text is data.positive"},
      {"format", choice(c.format, {"auto", "raven", "audacity", "csv"}),
       "of the label files: Raven selection tables, Audacity label tracks, or CSV with "
       "recording,start_s,end_s,label; auto: told by the first line"},
      {"ignore", TextListField{&c.ignore},
       "labels whose intervals are neither clips nor negatives, such as calls that are uncertain"},
      {"negative", TextField{&c.negative},
       "name of the class of what is not labelled; empty: no such clips"},
      {"negatives_per_positive", positive_number(c.negatives_per_positive),
       "how many clips are cut from what is not labelled, as far as there is room, spread over the "
       "recordings"},
      {"negative_s", number_from_0(c.negative_s),
       "length of those; 0: the lengths of the labelled intervals, so that the length does not "
       "tell the classes apart",
       "s"},
      {"min_gap_s", number_from_0(c.min_gap_s), "from a label to the nearest of those, at least",
       "s"},
      {"seed", seed_value(c.seed), "of which are taken"},
  };
}

}  // namespace canopy
