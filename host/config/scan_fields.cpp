// The keys of the section scan.
#include "config/field_makers.h"
#include "config/section_fields.h"

namespace canopy {
namespace {

Fields fields(PeaksConfig& c) {
  return {
      {"low_threshold", share(c.low_threshold),
       "Lower threshold of the hysteresis: a call extends as far as its score stays above this. At "
       "most scan.threshold, which its peak must exceed."},
      {"smoothing_s", number_from_0(c.smoothing_s),
       "Window length of the moving average over the scores. 0: no smoothing.", "s"},
      {"valley", positive_number(c.valley),
       "Minimum drop of the score between two calls; two peaks with a smaller drop are one call.",
       "logits"},
      {"min_distance_s", number_from_0(c.min_distance_s),
       "Minimum distance between two peaks with the score above low_threshold between them; of two "
       "closer peaks the lower one is discarded.",
       "s"},
      {"merge_gap_s", number_from_0(c.merge_gap_s),
       "Maximum gap below low_threshold within a call; longer gaps end it.", "s"},
      {"min_duration_s", number_from_0(c.min_duration_s),
       "Minimum duration of a call; shorter calls are discarded.", "s"},
      {"max_duration_s", positive_number(c.max_duration_s),
       "Maximum duration of a call: it extends at most half of this to either side of its peak.",
       "s"},
      {"margin_s", number_from_0(c.margin_s),
       "Extends each call by this much before its first and after its last window above "
       "low_threshold.",
       "s"},
  };
}

Fields fields(CountingConfig& c) {
  return {
      {"method", choice(c.method, {"runs", "peaks"}),
       "runs: each run of consecutive windows above the threshold is one call, as in the original "
       "notebook. peaks: each peak of the score over time is one call."},
      {"peaks", SectionField{fields(c.peaks)},
       "Parameters of the peak detection; used only with method peaks."},
  };
}

Fields fields(TuneConfig& c) {
  return {
      {"recordings", integer(c.recordings, 1, 10000),
       "Number of synthetic recordings, which place calls of the validation part densely or "
       "sparsely over background from negative clips."},
      {"recording_s", NumberField{&c.recording_s, 10, infinity},
       "Length of each synthetic recording.", "s"},
      {"seed", seed_value(c.seed), "Seed for the synthetic recordings."},
  };
}

}  // namespace

// In the order of the table in scan/outputs.cpp, a room above this one; a test compares them.
std::vector<std::string> scan_output_names() {
  return {"results", "detections", "raven", "audacity", "json"};
}

Fields scan_fields(ScanConfig& c) {
  return {
      {"recordings", TextField{&c.recordings},
       "Recording or folder of recordings to scan; absolute, or relative to data.root. Empty: "
       "nothing is scanned."},
      {"step_s", positive_number(c.step_s), "Hop between successive windows.", "s"},
      {"threshold", share(c.threshold),
       "Detection threshold: a window is a hit if its score is above it."},
      {"class_thresholds", BoolField{&c.class_thresholds},
       "Uses the threshold that train.decision chose for each class instead of scan.threshold; "
       "requires data.multi_label."},
      {"counting", SectionField{fields(c.counting)}, "How window scores are combined into calls."},
      {"tune", optional<TuneConfig>(c.tune, fields),
       "Chooses threshold and counting.peaks after training, on synthetic recordings made from "
       "clips of the validation part, and stores them in the model. Absent or null: the values in "
       "the config are used."},
      {"mono", MonoField{&c.mono},
       "How recordings are converted to mono: the first channel, the mean of all channels, or the "
       "channel of a given index."},
      {"outputs", TextListField{&c.outputs, scan_output_names()},
       "Output files of a scan. results: results.csv. detections: detections.csv. raven: Raven "
       "selection tables. audacity: Audacity label tracks. json: detections.json."},
  };
}

}  // namespace canopy
