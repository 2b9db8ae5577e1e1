#include "run/facts.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/counted.h"
#include "base/progress.h"
#include "model/model_info.h"
#include "scan/outputs.h"

namespace canopy {
namespace {

std::string number(double value) {
  return fmt::format("{:.6g}", value);
}

std::string joined(const std::vector<std::string>& names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string mono_fact(const MonoMode& mono) {
  if (mono.kind == MonoKind::mean) return "mean of the channels";
  return mono.kind == MonoKind::first ? "first channel" : fmt::format("channel {}", mono.channel);
}

std::string sound_fact(const FeaturesConfig& f) {
  const char* pad = f.pad == PadSide::center  ? "on both sides"
                    : f.pad == PadSide::front ? "at the front"
                                              : "at the back";
  return fmt::format("{} Hz, {} samples ({} s), {}, {}shorter clips padded {}{}", f.sample_rate,
                     f.clip_samples, number(static_cast<double>(f.clip_samples) / f.sample_rate),
                     mono_fact(f.mono),
                     f.crop == CropPart::center ? "the middle of longer clips, " : "", pad,
                     f.level == LevelKind::rms ? ", normalised to one RMS level" : "");
}

std::string spectrogram_fact(const FeaturesConfig& f) {
  std::string out =
      fmt::format("frames of {} samples every {}, FFT {}", f.stft.frame, f.stft.step, f.stft.fft);
  if (f.mel)
    out += fmt::format(", {} mel bands from {} to {} Hz", f.mel->bands, number(f.mel->low_hz),
                       number(f.mel->high_hz));
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
  add(augment.placement.has_value(), "random placement");
  add(augment.displace.has_value(), "off-centre calls as negatives");
  add(augment.pieces.has_value(), "truncated calls as negatives");
  add(augment.gain.has_value(), "random gain");
  add(augment.mix.has_value(), "background mixing");
  add(augment.fill > 0, "background in place of padding");
  add(augment.mixup.has_value(), "mixup");
  add(augment.masks.has_value(), "time and frequency masks");
  return out.empty() ? "nothing" : out;
}

/// "4 epochs" or "12 of 60 epochs (stopped early)".
std::string epochs_fact(const TrainConfig& train, const std::vector<EpochRow>& epochs) {
  const auto done = static_cast<int>(epochs.size());
  if (done >= train.epochs) return counted(epochs.size(), "epoch");
  return fmt::format("{} of {} epochs{}", done, train.epochs,
                     train.early_stopping ? " (stopped early)" : "");
}

std::string training_fact(const TrainConfig& train, const std::vector<EpochRow>& epochs) {
  const OptimizerKind type = train.optimizer.type;
  const char* optimizer = type == OptimizerKind::sgd     ? "SGD"
                          : type == OptimizerKind::adamw ? "AdamW"
                                                         : "Adam";
  std::string out =
      fmt::format("{} in batches of {}, {}, learning rate {}", epochs_fact(train, epochs),
                  train.batch_size, optimizer, number(train.optimizer.learning_rate));
  if (train.schedule.type == ScheduleKind::cosine) out += " with cosine decay";
  if (train.class_weights == ClassWeights::balanced) out += ", balanced class weights";
  if (train.sampling == SamplingKind::balanced) out += ", balanced sampling";
  if (train.loss.focal_gamma > 0)
    out += ", focal loss with gamma " + number(train.loss.focal_gamma);
  if (train.loss.label_smoothing > 0)
    out += ", label smoothing " + number(train.loss.label_smoothing);
  if (train.average_decay > 0)
    out += ", weights averaged with decay " + number(train.average_decay);
  return out + fmt::format(", seed {}", train.seed);
}

std::string parts_text(const ClipSet& clips) {
  const auto count = [&](Part part) { return clips_of(clips, part).size(); };
  const std::size_t validation = count(Part::validation);
  return fmt::format("{} train, {}{} test", count(Part::train),
                     validation > 0 ? fmt::format("{} validation, ", validation) : "",
                     count(Part::test));
}

/// How the clips were split, and how many each part has.
std::string split_fact(const SplitConfig& split, const ClipSet& clips) {
  const auto given = static_cast<std::size_t>(std::count_if(
      clips.clips.begin(), clips.clips.end(), [](const Clip& clip) { return clip.part_given; }));
  if (given == clips.clips.size() && given > 0)
    return "as the manifest assigns it: " + parts_text(clips) + " clips";
  std::string out = split.kind == SplitKind::grouped
                        ? "grouped: clips of one source recording stay together; "
                        : "random: clips of one source recording may be in several parts; ";
  if (!split.test_groups.empty())
    out += "tested on the sources " + joined(split.test_groups) + "; ";
  else if (split.folds > 0)
    out += fmt::format("tested on fold {} of {}; ", split.fold + 1, split.folds);
  if (given > 0) out += counted(given, "clip") + " assigned by the manifest; ";
  return out + parts_text(clips) + fmt::format(" clips; seed {}", split.seed);
}

/// "0.62", or "0.62 (frog), 0.4 (owl)".
std::string thresholds_text(const Thresholds& thresholds, const std::vector<std::string>& classes) {
  if (thresholds.of_class.empty()) return number(thresholds.common);
  std::string out;
  for (std::size_t c = 0; c < classes.size(); ++c)
    out += fmt::format("{}{} ({})", out.empty() ? "" : ", ", number(thresholds.of(c)), classes[c]);
  return out;
}

std::pair<std::string, std::string> class_fact(const ModelInfo& model) {
  switch (model.task) {
    case Task::binary:
      return {"a clip is classified as " + model.classes.back(),
              "if its score is above " + number(model.threshold)};
    case Task::categorical:
      return {"a clip is classified as", "the class with the highest score"};
    case Task::multi_label:
      break;
  }
  return {"a clip is classified as",
          "each class whose score is above " + thresholds_text(model.thresholds(), model.classes)};
}

std::string peaks_fact(const PeaksConfig& peaks, const std::string& thresholds) {
  std::string out = fmt::format(
      "each peak of a class's score above {} is a call (low threshold {}, valley {}, at least {} s "
      "between peaks",
      thresholds, number(peaks.low_threshold), number(peaks.valley), number(peaks.min_distance_s));
  if (peaks.smoothing_s > 0) out += fmt::format(", smoothed over {} s", number(peaks.smoothing_s));
  if (peaks.min_duration_s > 0)
    out += fmt::format(", calls shorter than {} s discarded", number(peaks.min_duration_s));
  if (peaks.merge_gap_s > 0)
    out += fmt::format(", gaps of up to {} s bridged", number(peaks.merge_gap_s));
  if (peaks.margin_s > 0) out += fmt::format(", {} s added at either end", number(peaks.margin_s));
  if (std::isfinite(peaks.max_duration_s))
    out += fmt::format(", at most {} s to either side of the peak",
                       number(peaks.max_duration_s / 2));
  return out + ")";
}

std::string counting_fact(const ModelInfo& model, const ScanConfig& scan) {
  const std::string thresholds = thresholds_text(scan_thresholds(model), model.classes);
  std::string calls;
  if (scan.counting.method == CountingMethod::peaks)
    calls = peaks_fact(scan.counting.peaks, thresholds);
  else if (model.task == Task::categorical)
    calls = "consecutive windows with the same highest-scoring class, above " + thresholds +
            ", are one call";
  else
    calls = "consecutive windows with a score above " + thresholds + " are one call";
  return fmt::format("a window every {} s, {}; {}", number(scan.step_s), mono_fact(scan.mono),
                     calls);
}

}  // namespace

std::string clips_text(const ClipSet& clips, double seconds_of_sound, std::size_t damaged) {
  return fmt::format("{} ({}), {} of sound{}", clips.clips.size(), parts_text(clips),
                     duration_text(seconds_of_sound),
                     damaged > 0 ? fmt::format("; {} damaged, excluded", damaged) : "");
}

Facts training_facts(const Config& config, const ClipSet& clips,
                     const std::vector<EpochRow>& epochs) {
  Facts facts = {{"data", config.data.root}, {"split", split_fact(config.data.split, clips)}};
  if (!config.data.exclude_groups.empty())
    facts.emplace_back("excluded sources", joined(config.data.exclude_groups));
  facts.emplace_back("sound", sound_fact(config.features));
  facts.emplace_back("spectrogram", spectrogram_fact(config.features));
  facts.emplace_back("training", training_fact(config.train, epochs));
  if (config.train.augment)
    facts.emplace_back("augmentation", augmentation_fact(*config.train.augment));
  return facts;
}

Facts model_facts(const ModelInfo& model) {
  Facts facts = {class_fact(model)};
  if (model.temperature != 1)
    facts.emplace_back("temperature",
                       "scores are calibrated: logits are divided by " + number(model.temperature));
  if (const std::optional<ScanConfig>& scan = model.config.scan) {
    if (!scan->recordings.empty()) facts.emplace_back("recordings", scan->recordings);
    facts.emplace_back("counting", counting_fact(model, *scan));
  }
  return facts;
}

Facts run_files(const std::vector<std::string>& outputs, bool tuned) {
  Facts files = {{"config.json", "the config, with every default filled in"},
                 {"environment.json", "the machine and the program"},
                 {"split.csv", "the part that each clip belongs to"},
                 {"test", "the full evaluation of the test part: curves, sources, mistakes"},
                 {"data.csv", "properties and a hash of the sound of each clip"},
                 {"metrics.csv", "all metrics of every epoch"},
                 {"metrics.jsonl", "the same with confusion matrices, one JSON object per epoch"},
                 {"bad_files.csv", "damaged files and their errors"}};
  if (tuned) files.emplace_back("tune.json", "how the counting parameters were chosen");
  for (const OutputFormat& format : output_formats())
    if (std::find(outputs.begin(), outputs.end(), format.name) != outputs.end())
      files.emplace_back(format.files, format.holds);
  files.emplace_back("model.safetensors", "the trained model, for scan and evaluate");
  return files;
}

}  // namespace canopy
