// The settings of a run, as plain structs. Their keys, ranges and meanings are described once, in
// the *_fields.cpp (see config/fields.h), from which the reader, the error messages, the resolved
// config.json and the JSON Schema are derived. To add one:
//   config/config.h, augment_config.h or layer_config.h   its member, with the default
//   config/<section>_fields.cpp, fields.cpp or layer_types.cpp   its key, range and description
//   config/checks.cpp              rules that involve other settings
//   tests/config/bad_values.json   bad values and the errors they give
// Then run build/cpu/bin/canopy_write_schema in the repository root.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/choices.h"
#include "config/augment_config.h"
#include "config/layer_config.h"

namespace canopy {

struct ClassFolder {
  std::string name;
  std::string folder;  // under data.root
};

enum class SplitKind { grouped, random };
enum class CacheKind { automatic, none, waves, features };

struct SplitConfig {
  SplitKind kind = SplitKind::grouped;
  double train = 0.7;                    // fraction of the clips
  double validation = 0;                 // fraction of the clips
  std::vector<std::string> test_groups;  // sources that form the test part; empty: see train, folds
  int folds = 0;                         // 0: no cross-validation
  int fold = 0;                          // index of the test fold, from 0
  std::uint32_t seed = 1;
  std::string group_pattern;  // regular expression; empty: the file name without its suffix -N
};

enum class LabelFormat { automatic, raven, audacity, csv };

/// Long recordings with label tracks; see data/label_tracks.cpp.
struct LabelsConfig {
  std::string recordings = "recordings";  // folder or file under data.root
  std::string tracks;                     // likewise; empty: same as recordings
  LabelFormat format = LabelFormat::automatic;
  std::vector<std::string> ignore;  // labels that are neither clips nor negatives
  std::string negative = "other";   // class of clips from unlabelled time; empty: none are cut
  double negatives_per_positive = 1;
  double negative_s = 0;  // 0: the lengths of the labelled intervals
  double min_gap_s = 0.5;
  std::uint32_t seed = 1;
};

struct DataConfig {
  std::string root = "data";
  std::vector<ClassFolder> classes;  // in the config's order; empty with a manifest or labels
  std::string manifest;              // CSV; empty: classes or labels
  std::optional<LabelsConfig> labels;
  std::string positive;      // empty: the network has one output per class
  bool multi_label = false;  // clips of the manifest have any number of labels
  std::vector<std::string> exclude_groups;
  SplitConfig split;
  double max_clip_s = 600;  // longer clips are errors
};

enum class PadSide { front, back, center };
enum class CropPart { first, center };
enum class LevelKind { none, rms };
enum class FeatureScale { magnitude, power, log, pcen };

struct StftConfig {
  int frame = 320;
  int step = 32;
  int fft = 512;
};

struct MelConfig {
  int bands = 64;
  double low_hz = 20;
  double high_hz = 8000;
  MelFormula formula = MelFormula::htk;
};

struct PcenConfig {
  double gain = 0.98;
  double bias = 2;
  double power = 0.5;
  double time_constant_s = 0.4;
  double epsilon = 1e-6;
};

struct FeaturesConfig {
  int sample_rate = 16000;
  int clip_samples = 48000;
  CropPart crop = CropPart::first;
  PadSide pad = PadSide::front;
  MonoMode mono;  // JSON: "first", "mean" or {"channel": 1}
  LevelKind level = LevelKind::none;
  StftConfig stft;
  std::optional<MelConfig> mel;
  FeatureScale scale = FeatureScale::magnitude;
  double log_offset = 1e-6;
  PcenConfig pcen;
};

struct ModelConfig {
  std::vector<LayerConfig> layers;
};

struct OptimizerConfig {
  OptimizerKind type = OptimizerKind::adam;
  double learning_rate = 0.001;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-7;
  EpsilonForm epsilon_form = EpsilonForm::keras;
  double momentum = 0.9;
  bool nesterov = false;
  double weight_decay = 0;
};

enum class ScheduleKind { constant, cosine };

struct ScheduleConfig {
  ScheduleKind type = ScheduleKind::constant;
  double warmup_epochs = 0;  // linear from 0
  double final_share = 0;    // cosine: fraction of the learning rate left at the end
};

enum class StopMetric { loss, accuracy, precision, recall, f1, average_precision };

struct EarlyStoppingConfig {
  StopMetric metric = StopMetric::loss;  // of the validation part
  int patience = 5;                      // epochs without improvement
  double min_delta = 0;
};

enum class DecisionAim { fixed, best_f1, precision };

struct DecisionConfig {
  DecisionAim aim = DecisionAim::fixed;  // how the threshold is chosen
  double precision = 0.95;               // the min, for the aim precision
  bool calibrate = false;                // temperature scaling of the probabilities
};

enum class ClassWeights { none, balanced };
enum class SamplingKind { shuffled, balanced };

struct LossConfig {
  double focal_gamma = 0;
  double label_smoothing = 0;
};

struct CheckpointConfig {
  int every = 1;  // epochs; 0: none
  int keep = 1;   // checkpoints on disk
};

struct TrainConfig {
  int epochs = 4;
  int batch_size = 16;
  OptimizerConfig optimizer;
  ScheduleConfig schedule;
  std::optional<EarlyStoppingConfig> early_stopping;
  ClassWeights class_weights = ClassWeights::none;
  SamplingKind sampling = SamplingKind::shuffled;
  LossConfig loss;
  std::optional<AugmentConfig> augment;
  std::uint32_t seed = 1;
  CacheKind cache = CacheKind::automatic;
  bool fused_update = true;                    // dense backward and update in one pass
  Precision precision = Precision::automatic;  // of convolutions and matrix products on a GPU
  bool deterministic = true;
  std::optional<double> clip_norm;  // max norm of all gradients together
  double threshold = 0.5;           // decision threshold of clips
  double average_decay = 0;         // 0: the weights are not averaged
  DecisionConfig decision;
  CheckpointConfig checkpoints;
};

enum class CountingMethod { runs, peaks };

/// How calls are found in a score over time; see scan/peaks.h.
struct PeaksConfig {
  double low_threshold = 0.5;  // extends a call; its peak must exceed scan.threshold
  double smoothing_s = 0;
  double valley = 1;  // logits
  double min_distance_s = 1;
  double merge_gap_s = 0;
  double min_duration_s = 0;
  double max_duration_s = 60;
  double margin_s = 0;
};

struct CountingConfig {
  CountingMethod method = CountingMethod::runs;
  PeaksConfig peaks;
};

/// How the counting parameters are tuned after training; see tune/tune.h.
struct TuneConfig {
  int recordings = 24;
  double recording_s = 120;
  std::uint32_t seed = 1;
};

/// Names of the outputs that a scan can write; their writers are in scan/outputs.cpp.
std::vector<std::string> scan_output_names();

struct ScanConfig {
  std::string recordings;  // folder or file under data.root (or absolute); empty: none
  double step_s = 3.0;
  double threshold = 0.99;
  bool class_thresholds = false;  // true: those that train.decision chose instead
  CountingConfig counting;
  std::optional<TuneConfig> tune;
  MonoMode mono{MonoKind::mean, 0};
  std::vector<std::string> outputs = scan_output_names();
};

struct OutputConfig {
  std::string dir = "results";
  std::string name = "run";
};

struct Config {
  DataConfig data;
  FeaturesConfig features;
  ModelConfig model;
  TrainConfig train;
  std::optional<ScanConfig> scan;
  OutputConfig output;
};

}  // namespace canopy
