#include "run/facts.h"

#include <catch2/catch_test_macros.hpp>

using namespace canopy;

namespace {

/// The value of the fact with this name, or "none".
std::string fact(const Facts& facts, const std::string& name) {
  for (const auto& [key, value] : facts)
    if (key == name) return value;
  return "none";
}

/// A set with this number of clips in each part.
ClipSet clips_of_parts(int train, int validation, int test) {
  ClipSet set;
  const auto add = [&set](int count, Part part) {
    for (int i = 0; i < count; ++i) {
      Clip clip;
      clip.part = part;
      set.clips.push_back(clip);
    }
  };
  add(train, Part::train);
  add(validation, Part::validation);
  add(test, Part::test);
  return set;
}

std::vector<EpochRow> epochs(int count) {
  return std::vector<EpochRow>(static_cast<std::size_t>(count));
}

/// A fact about a finished training with this config.
std::string training(const Config& config, const std::string& name) {
  return fact(training_facts(config, clips_of_parts(7, 0, 3), epochs(config.train.epochs)), name);
}

ModelInfo binary_model() {
  ModelInfo model;
  model.classes = {"other", "capuchin"};
  model.task = Task::binary;
  model.config.data.positive = "capuchin";
  model.config.scan.emplace().recordings = "forest";
  return model;
}

}  // namespace

TEST_CASE("facts about a training with the default config") {
  Config config;
  CHECK(training(config, "split") ==
        "grouped: clips of one source recording stay together; 7 train, 3 test clips; seed 1");
  CHECK(training(config, "sound") ==
        "16000 Hz, 48000 samples (3 s), first channel, shorter clips padded at the front");
  CHECK(training(config, "spectrogram") == "frames of 320 samples every 32, FFT 512, magnitude");
  CHECK(training(config, "training") ==
        "4 epochs in batches of 16, Adam, learning rate 0.001, seed 1");
  CHECK(training(config, "excluded sources") == "none");
}

TEST_CASE("facts about settings that differ from the default") {
  Config config;
  config.data.split.kind = SplitKind::random;
  config.data.exclude_groups = {"XC307385", "XC1"};
  config.features.mel = MelConfig();
  config.features.scale = FeatureScale::log;
  config.features.pad = PadSide::back;
  config.features.mono = {MonoKind::channel, 1};
  config.train.optimizer.type = OptimizerKind::adamw;
  config.train.schedule.type = ScheduleKind::cosine;
  config.train.class_weights = ClassWeights::balanced;
  CHECK(training(config, "split")
            .starts_with("random: clips of one source recording may be in several parts"));
  CHECK(training(config, "excluded sources") == "XC307385, XC1");
  CHECK(training(config, "sound").ends_with("channel 1, shorter clips padded at the back"));
  CHECK(training(config, "spectrogram").ends_with("64 mel bands from 20 to 8000 Hz, logarithm"));
  CHECK(training(config, "training") ==
        "4 epochs in batches of 16, AdamW, learning rate 0.001 with cosine decay, balanced class "
        "weights, seed 1");
}

TEST_CASE("the split is described by its actual parts, not by the share in the config") {
  DataConfig data;
  ClipSet clips = clips_of_parts(6, 2, 2);
  const auto split = [&] {
    Config config;
    config.data = data;
    return fact(training_facts(config, clips, epochs(4)), "split");
  };
  CHECK(split().ends_with("; 6 train, 2 validation, 2 test clips; seed 1"));
  data.split.folds = 5;
  data.split.fold = 1;
  CHECK(split().ends_with("; tested on fold 2 of 5; 6 train, 2 validation, 2 test clips; seed 1"));
  data.split.folds = 0;
  data.split.test_groups = {"A", "B"};
  CHECK(split().ends_with(
      "; tested on the sources A, B; 6 train, 2 validation, 2 test clips; seed 1"));
  data.split.test_groups.clear();
  clips.clips[0].part_given = true;
  CHECK(split().ends_with(
      "; 1 clip assigned by the manifest; 6 train, 2 validation, 2 test clips; seed 1"));
  for (Clip& clip : clips.clips) clip.part_given = true;
  CHECK(split() == "as the manifest assigns it: 6 train, 2 validation, 2 test clips");
  CHECK(split().find('%') == std::string::npos);
}

TEST_CASE("facts give the epochs that were trained, and averaged weights") {
  Config config;
  config.train.epochs = 60;
  config.train.average_decay = 0.99;
  config.train.early_stopping.emplace();
  CHECK(fact(training_facts(config, clips_of_parts(7, 1, 2), epochs(12)), "training") ==
        "12 of 60 epochs (stopped early) in batches of 16, Adam, learning rate 0.001, weights "
        "averaged with decay 0.99, seed 1");
  CHECK(fact(training_facts(config, clips_of_parts(7, 1, 2), epochs(60)), "training")
            .starts_with("60 epochs in batches"));
}

TEST_CASE("the classification rule uses the threshold that is stored in the model") {
  ModelInfo model = binary_model();
  model.config.train.threshold = 0.5;
  model.threshold = 0.62;  // chosen
  model.temperature = 1.5;
  CHECK(fact(model_facts(model), "a clip is classified as capuchin") ==
        "if its score is above 0.62");
  CHECK(fact(model_facts(model), "temperature") ==
        "scores are calibrated: logits are divided by 1.5");
  model.task = Task::categorical;
  model.temperature = 1;
  CHECK(fact(model_facts(model), "a clip is classified as") == "the class with the highest score");
  CHECK(fact(model_facts(model), "temperature") == "none");
  model.task = Task::multi_label;
  CHECK(fact(model_facts(model), "a clip is classified as") ==
        "each class whose score is above 0.62");
  model.class_thresholds = {0.25, 0.75};
  CHECK(fact(model_facts(model), "a clip is classified as") ==
        "each class whose score is above 0.25 (other), 0.75 (capuchin)");
}

TEST_CASE("facts about counting give the method and the thresholds of the scan") {
  ModelInfo model = binary_model();
  const auto counting = [&] { return fact(model_facts(model), "counting"); };
  CHECK(fact(model_facts(model), "recordings") == "forest");
  CHECK(counting() ==
        "a window every 3 s, mean of the channels; consecutive windows with a score above 0.99 are "
        "one call");
  model.task = Task::categorical;
  CHECK(counting().ends_with(
      "consecutive windows with the same highest-scoring class, above 0.99, are one call"));

  model.task = Task::binary;
  model.threshold = 0.62;
  model.config.scan->class_thresholds = true;  // the scan uses those of the model
  CHECK(counting().ends_with("with a score above 0.62 are one call"));

  model.config.scan->class_thresholds = false;
  model.config.scan->threshold = 0.875;  // tuned
  model.config.scan->counting.method = CountingMethod::peaks;
  model.config.scan->counting.peaks.smoothing_s = 0.4;
  model.config.scan->counting.peaks.min_duration_s = 0.5;
  model.config.scan->counting.peaks.merge_gap_s = 0.2;
  model.config.scan->counting.peaks.margin_s = 0.1;
  model.config.scan->counting.peaks.max_duration_s = 5;
  CHECK(counting().ends_with(
      "each peak of a class's score above 0.875 is a call (low threshold 0.5, valley 1, at least 1 "
      "s between peaks, smoothed over 0.4 s, calls shorter than 0.5 s discarded, gaps "
      "of up to 0.2 s bridged, 0.1 s added at either end, at most 2.5 s to either side of the "
      "peak)"));
  CHECK(counting().find("consecutive") == std::string::npos);

  model.config.scan->recordings.clear();
  CHECK(fact(model_facts(model), "recordings") == "none");
  CHECK(counting() != "none");
  model.config.scan.reset();
  CHECK(counting() == "none");
}

TEST_CASE("files of a scan and of the tuning are listed only if there was one") {
  CHECK(run_files({"results", "json"}, false).size() == run_files({}, false).size() + 2);
  CHECK(run_files({}, true).size() == run_files({}, false).size() + 1);
}

TEST_CASE("the line about the clips gives the size of each part and the damaged clips") {
  CHECK(clips_text(clips_of_parts(7, 0, 3), 65, 0) == "10 (7 train, 3 test), 1 min 05 s of sound");
  CHECK(clips_text(clips_of_parts(7, 1, 3), 65, 2) ==
        "11 (7 train, 1 validation, 3 test), 1 min 05 s of sound; 2 damaged, excluded");
}

TEST_CASE("facts about augmentation, sampling and the loss") {
  Config config;
  CHECK(training(config, "augmentation") == "none");
  config.train.sampling = SamplingKind::balanced;
  config.train.loss = {2, 0.1};
  config.train.augment.emplace();
  CHECK(training(config, "augmentation") == "nothing");
  config.train.augment->placement.emplace();
  config.train.augment->mix.emplace();
  config.train.augment->fill = 1;
  CHECK(training(config, "augmentation") ==
        "random placement, background mixing, background in place of padding");
  CHECK(training(config, "training")
            .ends_with("balanced sampling, focal loss with gamma 2, label smoothing 0.1, seed 1"));
  config.features.level = LevelKind::rms;
  config.features.crop = CropPart::center;
  config.features.pad = PadSide::center;
  config.features.scale = FeatureScale::pcen;
  CHECK(training(config, "sound")
            .ends_with("the middle of longer clips, shorter clips padded on both sides, "
                       "normalised to one RMS level"));
  CHECK(training(config, "spectrogram").ends_with("per-channel energy normalisation"));
}
