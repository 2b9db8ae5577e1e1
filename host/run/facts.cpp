#include "run/facts.h"

#include <algorithm>
#include <cstdio>

#include "scan/outputs.h"

namespace canopy {
namespace {

std::string text(double value) {
  char out[32];
  std::snprintf(out, sizeof out, "%.6g", value);
  return out;
}

std::string text(int value) {
  return std::to_string(value);
}

std::string split_fact(const DataConfig& data) {
  const std::string kind = data.split.kind == SplitKind::grouped
                               ? "grouped: clips of one source recording stay together"
                               : "random: clips of one source recording may be in both parts";
  return kind + "; " + text(100 * data.split.train) + " % to train, seed " +
         std::to_string(data.split.seed);
}

std::string mono_fact(const MonoMode& mono) {
  if (mono.kind == MonoKind::mean) return "mean of the channels";
  return mono.kind == MonoKind::first ? "first channel" : "channel " + text(mono.channel);
}

std::string sound_fact(const FeaturesConfig& f) {
  return text(f.sample_rate) + " Hz, " + text(f.clip_samples) + " samples (" +
         text(static_cast<double>(f.clip_samples) / f.sample_rate) + " s), " + mono_fact(f.mono) +
         ", " + (f.crop == CropPart::center ? "the middle of longer clips, " : "") +
         "shorter clips padded " +
         (f.pad == PadSide::center  ? "on both sides"
          : f.pad == PadSide::front ? "at the front"
                                    : "at the back") +
         (f.level == LevelKind::rms ? ", brought to one level" : "");
}

std::string spectrogram_fact(const FeaturesConfig& f) {
  std::string out = "frames of " + text(f.stft.frame) + " samples every " + text(f.stft.step) +
                    ", FFT " + text(f.stft.fft);
  if (f.mel)
    out += ", " + text(f.mel->bands) + " mel bands from " + text(f.mel->low_hz) + " to " +
           text(f.mel->high_hz) + " Hz";
  switch (f.scale) {
    case FeatureScale::magnitude:
      return out + ", magnitude";
    case FeatureScale::power:
      return out + ", power";
    case FeatureScale::pcen:
      return out + ", per-channel energy normalisation";
    case FeatureScale::log:
      break;
  }
  return out + ", logarithm";
}

std::string augmentation_fact(const AugmentConfig& augment) {
  std::string out;
  const auto add = [&out](bool on, const char* what) {
    if (on) out += (out.empty() ? "" : ", ") + std::string(what);
  };
  add(augment.placement.has_value(), "placed at random");
  add(augment.displace.has_value(), "some calls moved out of the middle");
  add(augment.pieces.has_value(), "some calls cut to a piece");
  add(augment.gain.has_value(), "level changed");
  add(augment.mix.has_value(), "backgrounds mixed in");
  add(augment.fill > 0, "room filled with background");
  add(augment.mixup.has_value(), "items blended");
  add(augment.masks.has_value(), "time and bands masked");
  return out.empty() ? "nothing" : out;
}

std::string training_fact(const TrainConfig& train) {
  const OptimizerKind type = train.optimizer.type;
  const char* optimizer = type == OptimizerKind::sgd     ? "SGD"
                          : type == OptimizerKind::adamw ? "AdamW"
                                                         : "Adam";
  std::string out = "up to " + text(train.epochs) + " epochs in batches of " +
                    text(train.batch_size) + ", " + optimizer + ", learning rate " +
                    text(train.optimizer.learning_rate);
  if (train.schedule.type == ScheduleKind::cosine) out += " falling along a cosine";
  if (train.class_weights == ClassWeights::balanced) out += ", classes weighted alike";
  if (train.sampling == SamplingKind::balanced) out += ", classes drawn alike";
  if (train.loss.focal_gamma > 0) out += ", focal loss, gamma " + text(train.loss.focal_gamma);
  if (train.loss.label_smoothing > 0)
    out += ", labels smoothed by " + text(train.loss.label_smoothing);
  return out + ", seed " + std::to_string(train.seed);
}

}  // namespace

Facts config_facts(const Config& config) {
  Facts facts = {{"data", config.data.root}, {"split", split_fact(config.data)}};
  std::string excluded;
  for (const std::string& group : config.data.exclude_groups)
    excluded += (excluded.empty() ? "" : ", ") + group;
  if (!excluded.empty()) facts.emplace_back("sources left out", excluded);
  facts.emplace_back("sound", sound_fact(config.features));
  facts.emplace_back("spectrogram", spectrogram_fact(config.features));
  facts.emplace_back("training", training_fact(config.train));
  if (config.train.augment)
    facts.emplace_back("augmentation", augmentation_fact(*config.train.augment));
  if (config.data.multi_label)
    facts.emplace_back("a clip's classes", "those whose score is above the threshold");
  else if (config.data.positive.empty())
    facts.emplace_back("a clip's class", "the one of the highest score");
  else
    facts.emplace_back("a clip is taken for " + config.data.positive,
                       "of a score above " + text(config.train.threshold));
  if (config.scan && !config.scan->recordings.empty())
    facts.emplace_back(
        "scan", config.scan->recordings + ": a window every " + text(config.scan->step_s) + " s, " +
                    mono_fact(config.scan->mono) + "; consecutive windows with a score above " +
                    (config.scan->class_thresholds ? "the class's own threshold"
                                                   : text(config.scan->threshold)) +
                    " are one call");
  return facts;
}

std::vector<ClassClips> class_clips(const DataReport& report) {
  std::vector<ClassClips> rows;
  const auto count = [](std::size_t clips) { return static_cast<std::int64_t>(clips); };
  for (const ClipSummary& c : report.classes)
    rows.push_back({c.name, count(c.clips), count(c.train), count(c.validation), count(c.test),
                    count(c.sources.size()), c.shortest_s, c.median_s, c.longest_s,
                    counted_text(c.rates), counted_text(c.channels)});
  return rows;
}

Facts run_files(const std::vector<std::string>& outputs) {
  Facts files = {{"config.json", "the config with every default filled in"},
                 {"environment.json", "the machine and the program"},
                 {"split.csv", "which clip was trained on and which tested"},
                 {"test", "the test part in full: curves, sources, mistakes"},
                 {"data.csv", "what each clip's sound is like, and a hash that finds it again"},
                 {"metrics.csv", "every figure of every epoch"},
                 {"metrics.jsonl", "the same with confusion matrices, a JSON object a line"},
                 {"bad_files.csv", "clips that were left out, and why"}};
  for (const OutputFormat& format : output_formats())
    if (std::find(outputs.begin(), outputs.end(), format.name) != outputs.end())
      files.emplace_back(format.files, format.holds);
  files.emplace_back("model.safetensors", "the trained network, for scan and evaluate");
  return files;
}

}  // namespace canopy
