#include "run/facts.h"

#include <catch2/catch_test_macros.hpp>

using namespace canopy;

namespace {

/// The fact of this name, or "none".
std::string fact(const Config& config, const std::string& name) {
  for (const auto& [key, value] : config_facts(config))
    if (key == name) return value;
  return "none";
}

}  // namespace

TEST_CASE("the report says in words what the config decides") {
  Config config;
  config.data.positive = "capuchin";
  config.train.threshold = 0.25;
  CHECK(fact(config, "split") ==
        "grouped: clips of one source recording stay together; 70 % to train, seed 1");
  CHECK(fact(config, "sound") ==
        "16000 Hz, 48000 samples (3 s), first channel, shorter clips padded at the front");
  CHECK(fact(config, "spectrogram") == "frames of 320 samples every 32, FFT 512, magnitude");
  CHECK(fact(config, "training") ==
        "up to 4 epochs in batches of 16, Adam, learning rate 0.001, seed 1");
  CHECK(fact(config, "a clip is taken for capuchin") == "of a score above 0.25");
  CHECK(fact(config, "sources left out") == "none");
  CHECK(fact(config, "scan") == "none");
}

TEST_CASE("the report says what differs from the usual") {
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
  config.scan = ScanConfig();
  config.scan->recordings = "forest";
  CHECK(fact(config, "split").starts_with("random: clips of one source recording may be in both"));
  CHECK(fact(config, "sources left out") == "XC307385, XC1");
  CHECK(fact(config, "sound").ends_with("channel 1, shorter clips padded at the back"));
  CHECK(fact(config, "spectrogram").ends_with("64 mel bands from 20 to 8000 Hz, logarithm"));
  CHECK(fact(config, "training") ==
        "up to 4 epochs in batches of 16, AdamW, learning rate 0.001 falling along a cosine, "
        "classes weighted alike, seed 1");
  CHECK(fact(config, "a clip's class") == "the one of the highest score");
  CHECK(fact(config, "scan") ==
        "forest: a window every 3 s, mean of the channels; consecutive windows with a score above "
        "0.99 are one call");
}

TEST_CASE("the report links the files a scan leaves only after one") {
  CHECK(run_files({"results", "json"}).size() == run_files({}).size() + 2);
}

TEST_CASE("the report says how clips are changed and drawn") {
  Config config;
  CHECK(fact(config, "augmentation") == "none");
  config.train.sampling = SamplingKind::balanced;
  config.train.loss = {2, 0.1};
  config.train.augment.emplace();
  CHECK(fact(config, "augmentation") == "nothing");
  config.train.augment->placement.emplace();
  config.train.augment->mix.emplace();
  config.train.augment->fill = 1;
  CHECK(fact(config, "augmentation") ==
        "placed at random, backgrounds mixed in, room filled with background");
  CHECK(fact(config, "training")
            .ends_with("classes drawn alike, focal loss, gamma 2, labels "
                       "smoothed by 0.1, seed 1"));
  config.features.level = LevelKind::rms;
  config.features.crop = CropPart::center;
  config.features.pad = PadSide::center;
  config.features.scale = FeatureScale::pcen;
  CHECK(fact(config, "sound")
            .ends_with("the middle of longer clips, shorter clips padded on both sides, brought to "
                       "one level"));
  CHECK(fact(config, "spectrogram").ends_with("per-channel energy normalisation"));
}
