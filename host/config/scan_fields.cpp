// The keys of the section scan.
#include "config/field_makers.h"
#include "config/section_fields.h"

namespace canopy {
namespace {

Fields fields(PeaksConfig& c) {
  return {
      {"low_threshold", share(c.low_threshold),
       "a call reaches as far as the score stays above this; at most scan.threshold"},
      {"smoothing_s", number_from_0(c.smoothing_s), "length of a moving mean over the scores", "s"},
      {"valley", positive_number(c.valley), "how far the score must fall between two calls",
       "logits"},
      {"min_distance_s", number_from_0(c.min_distance_s),
       "of two peaks nearer than this, with the score above low_threshold between them, the lower "
       "one "
       "is no call",
       "s"},
      {"merge_gap_s", number_from_0(c.merge_gap_s),
       "the score may be below low_threshold for so long within a call", "s"},
      {"min_duration_s", number_from_0(c.min_duration_s), "a shorter call is none", "s"},
      {"max_duration_s", positive_number(c.max_duration_s),
       "a call reaches at most half of this from its peak", "s"},
      {"margin_s", number_from_0(c.margin_s),
       "a call begins this long before its score rises, and ends as long after it falls", "s"},
  };
}

Fields fields(CountingConfig& c) {
  return {
      {"method", choice(c.method, {"runs", "peaks"}),
       "runs: consecutive windows above the threshold are one call, as in the notebook; peaks: "
       "every peak of the score over time is one"},
      {"peaks", SectionField{fields(c.peaks)}, "what a peak is"},
  };
}

Fields fields(TuneConfig& c) {
  return {
      {"recordings", integer(c.recordings, 1, 10000),
       "that are made from clips of the validation part over negatives, dense ones and sparse "
       "ones"},
      {"recording_s", NumberField{&c.recording_s, 10, infinity},
       "length of each", "s"},
      {"seed", seed_value(c.seed), "of what is put where"},
  };
}

}  // namespace

std::vector<std::string> scan_output_names() {
  return {"results", "detections", "raven", "audacity", "json"};
}

Fields scan_fields(ScanConfig& c) {
  return {
      {"recordings", TextField{&c.recordings},
       "folder or file, under data.root or absolute; empty: none"},
      {"step_s", positive_number(c.step_s), "from one window to the next", "s"},
      {"threshold", share(c.threshold), "a window with a higher score is a hit"},
      {"class_thresholds", BoolField{&c.class_thresholds},
       "with data.multi_label: each class's own threshold, which train.decision chose, instead of "
       "that one for all"},
      {"counting", SectionField{fields(c.counting)}, "how scores become calls"},
      {"tune", optional<TuneConfig>(c.tune, fields),
       "chooses threshold and counting.peaks after training, on recordings made from training "
       "clips; what was chosen is stored in the model. Absent or null: they stay as they are"},
      {"mono", MonoField{&c.mono}, "how recordings become mono"},
      {"outputs", TextListField{&c.outputs, scan_output_names()},
       "what a scan leaves: results.csv, detections.csv, Raven selection tables, Audacity label "
       "tracks, detections.json"},
  };
}

}  // namespace canopy
