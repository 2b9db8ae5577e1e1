// What valid configs are read as.
#include <catch2/catch_test_macros.hpp>

#include "config/helpers.h"

using namespace canopy;
using canopy::test::error_of;
using canopy::test::minimal;

TEST_CASE("absent keys have the struct's defaults, and absent optional sections are off") {
  const Config config = read_config_text(minimal), defaults;
  CHECK_FALSE(config.scan);
  CHECK_FALSE(config.features.mel);
  CHECK_FALSE(config.train.early_stopping);
  Config without = config;
  without.data.classes.clear();
  without.model.layers.clear();
  CHECK(write_config(without) == write_config(defaults));
}

TEST_CASE("an augmentation that needs a positive class is an error without one") {
  const std::string displace =
      R"(/train/augment={"displace": {"probability": 0.5, "beyond_s": 2, "with_call": 1}})";
  const Config c =
      read_config_text(minimal, {parse_override("/data/positive=a"), parse_override(displace)});
  REQUIRE(c.train.augment);
  REQUIRE(c.train.augment->displace);
  CHECK(c.train.augment->displace->probability == 0.5);
  CHECK(c.train.augment->displace->beyond_s == 2);
  CHECK(c.train.augment->displace->with_call == 1);
  CHECK(error_of(minimal, {parse_override(displace)})
            .find("/train/augment/displace: requires data.positive") !=
        std::string::npos);
}

TEST_CASE("every kind of value is stored in its member") {
  const Config c = read_config_text(
      "\xEF\xBB\xBF"
      R"({
    "$schema": "canopy.schema.json",
    "data": {"root": "D \u00e9", "classes": {"z": "Z", "b/c": "B", "a": "A"}, "exclude_groups": ["XC1"],
             "split": {"kind": "random", "train": 0.5, "validation": 0.125, "seed": 4294967295,
                       "group_pattern": "^(XC\\d+)-"}, "max_clip_s": 60},
    "features": {"sample_rate": 22050, "clip_samples": 22050, "pad": "back", "mono": {"channel": 1},
                 "crop": "center", "level": "rms",
                 "pcen": {"gain": 0.5, "bias": 3, "power": 0.25, "time_constant_s": 0.1, "epsilon": 1e-3},
                 "stft": {"frame": 400, "step": 160, "fft": 1024},
                 "mel": {"bands": 40, "low_hz": 50, "high_hz": 11025, "formula": "slaney"},
                 "scale": "log", "log_offset": 1e-3},
    "model": {"layers": [
      {"type": "conv2d", "filters": 8, "kernel": [5, 3], "strides": [2, 1], "padding": "same",
       "bias": false, "activation": "tanh"},
      {"type": "batch_norm", "activation": "relu", "momentum": 0.2, "epsilon": 0.001},
      {"type": "activation", "activation": "sigmoid"}, {"type": "max_pool", "size": [3, 2]},
      {"type": "average_pool"}, {"type": "global_average_pool"}, {"type": "flatten"},
      {"type": "dense", "units": 7, "bias": false}, {"type": "dropout", "rate": 0.25}]},
    "train": {"epochs": 9, "batch_size": 3, "seed": 0, "cache": "auto", "fused_update": false,
              "precision": "bf16", "deterministic": false, "clip_norm": 2.5,
              "class_weights": "balanced", "threshold": 1,
              "optimizer": {"type": "sgd", "learning_rate": 1, "momentum": 0.5, "nesterov": true,
                            "epsilon_form": "pytorch"},
              "schedule": {"type": "cosine", "warmup_epochs": 0.5, "final_share": 0.1},
              "sampling": "balanced", "loss": {"focal_gamma": 2, "label_smoothing": 0.1},
              "augment": {"row_s": 6, "placement": {"jitter_s": 0.25},
                          "gain": {"low_db": -3, "high_db": -1},
                          "mix": {"probability": 1, "low_db": -5, "high_db": 5}, "fill": 0.75,
                          "mixup": {"probability": 0.1, "alpha": 3},
                          "masks": {"time": 3, "time_s": 1, "bands": 4, "band_share": 0.5}},
              "early_stopping": {"metric": "f1"}, "checkpoints": {"every": 0, "keep": 3}},
    "scan": {"recordings": "R", "step_s": 1.5, "mono": "first"},
    "output": {"dir": "/out", "name": "..."}})");
  CHECK(c.data.root == "D \xc3\xa9");
  REQUIRE(c.data.classes.size() == 3);
  CHECK(c.data.classes[0].name == "z");  // in the config's order
  CHECK(c.data.classes[1].name == "b/c");
  CHECK(c.data.classes[2].folder == "A");
  CHECK(c.data.exclude_groups == std::vector<std::string>{"XC1"});
  CHECK(c.data.split.kind == SplitKind::random);
  CHECK(c.data.split.train == 0.5);
  CHECK(c.data.split.seed == 4294967295u);
  CHECK(c.data.split.group_pattern == "^(XC\\d+)-");
  CHECK(c.data.max_clip_s == 60);
  CHECK(c.features.sample_rate == 22050);
  CHECK(c.features.pad == PadSide::back);
  CHECK(c.features.mono.kind == MonoKind::channel);
  CHECK(c.features.mono.channel == 1);
  CHECK(c.features.stft.fft == 1024);
  REQUIRE(c.features.mel);
  CHECK(c.features.mel->bands == 40);
  CHECK(c.features.mel->formula == MelFormula::slaney);
  CHECK(c.features.scale == FeatureScale::log);
  CHECK(c.features.log_offset == 1e-3);
  REQUIRE(c.model.layers.size() == 9);
  const auto& layers = c.model.layers;
  CHECK(layers[0].kind == LayerKind::conv2d);
  CHECK(layers[0].filters == 8);
  CHECK(layers[0].kernel == std::vector<int>{5, 3});
  CHECK(layers[0].strides == std::vector<int>{2, 1});
  CHECK(layers[0].padding == Padding::same);
  CHECK_FALSE(layers[0].bias);
  CHECK(layers[0].activation == Activation::tanh);
  CHECK(layers[1].kind == LayerKind::batch_norm);
  CHECK(layers[1].activation == Activation::relu);
  CHECK(layers[1].momentum == 0.2);
  CHECK(layers[1].epsilon == 0.001);
  CHECK(layers[2].kind == LayerKind::activation);
  CHECK(layers[2].activation == Activation::sigmoid);
  CHECK(layers[3].kind == LayerKind::max_pool);
  CHECK(layers[3].size == std::vector<int>{3, 2});
  CHECK(layers[4].kind == LayerKind::average_pool);
  CHECK(layers[4].size == std::vector<int>{2, 2});
  CHECK(layers[5].kind == LayerKind::global_average_pool);
  CHECK(layers[6].kind == LayerKind::flatten);
  CHECK(layers[7].kind == LayerKind::dense);
  CHECK(layers[7].units == 7);
  CHECK_FALSE(layers[7].bias);
  CHECK(layers[8].kind == LayerKind::dropout);
  CHECK(layers[8].rate == 0.25);
  CHECK(c.train.epochs == 9);
  CHECK(c.train.seed == 0);
  CHECK(c.train.cache == CacheKind::automatic);
  CHECK_FALSE(c.train.fused_update);
  CHECK(c.train.precision == Precision::bf16);
  CHECK_FALSE(c.train.deterministic);
  CHECK(c.train.clip_norm == 2.5);
  CHECK(c.train.class_weights == ClassWeights::balanced);
  CHECK(c.train.optimizer.type == OptimizerKind::sgd);
  CHECK(c.train.optimizer.nesterov);
  CHECK(c.train.optimizer.epsilon_form == EpsilonForm::pytorch);
  CHECK(c.train.schedule.type == ScheduleKind::cosine);
  CHECK(c.train.schedule.warmup_epochs == 0.5);
  CHECK(c.train.sampling == SamplingKind::balanced);
  CHECK(c.train.loss.focal_gamma == 2);
  CHECK(c.train.loss.label_smoothing == 0.1);
  REQUIRE(c.train.augment);
  const AugmentConfig& augment = *c.train.augment;
  CHECK(augment.row_s == 6);
  CHECK(augment.placement->jitter_s == 0.25);
  CHECK_FALSE(augment.displace);
  CHECK(augment.gain->low_db == -3);
  CHECK(augment.gain->high_db == -1);
  CHECK(augment.mix->probability == 1);
  CHECK(augment.mix->low_db == -5);
  CHECK(augment.mix->high_db == 5);
  CHECK(augment.fill == 0.75);
  CHECK(augment.mixup->probability == 0.1);
  CHECK(augment.mixup->alpha == 3);
  CHECK(augment.masks->time == 3);
  CHECK(augment.masks->time_s == 1);
  CHECK(augment.masks->bands == 4);
  CHECK(augment.masks->band_share == 0.5);
  CHECK(c.features.crop == CropPart::center);
  CHECK(c.features.level == LevelKind::rms);
  CHECK(c.features.pcen.gain == 0.5);
  CHECK(c.features.pcen.bias == 3);
  CHECK(c.features.pcen.power == 0.25);
  CHECK(c.features.pcen.time_constant_s == 0.1);
  CHECK(c.features.pcen.epsilon == 1e-3);
  REQUIRE(c.train.early_stopping);
  CHECK(c.train.early_stopping->metric == StopMetric::f1);
  CHECK(c.train.early_stopping->patience == 5);
  CHECK(c.train.checkpoints.every == 0);
  CHECK(c.train.checkpoints.keep == 3);
  REQUIRE(c.scan);
  CHECK(c.scan->recordings == "R");
  CHECK(c.scan->threshold == 0.99);
  CHECK(c.scan->mono.kind == MonoKind::first);
  CHECK(c.output.name == "...");

  const std::string text = write_config(c);
  CHECK(write_config(read_config_text(text)) == text);
}

TEST_CASE("null switches an optional section off, and a manifest replaces the classes") {
  const Config c = read_config_text(
      R"({"data": {"manifest": "m.csv", "positive": "call"}, "scan": null,
          "features": {"mel": null}, "model": {"layers": [{"type": "flatten"}]}})");
  CHECK_FALSE(c.scan);
  CHECK_FALSE(c.features.mel);
  CHECK(c.data.manifest == "m.csv");
  const std::string text = write_config(c);
  CHECK(write_config(read_config_text(text)) == text);
}

TEST_CASE("label tracks replace the classes") {
  const Config c = read_config_text(
      R"({"data": {"labels": {"recordings": "long", "format": "raven", "ignore": ["?"]}},
          "model": {"layers": [{"type": "flatten"}]}})");
  REQUIRE(c.data.labels);
  CHECK(c.data.labels->recordings == "long");
  CHECK(c.data.labels->format == LabelFormat::raven);
  CHECK(c.data.labels->ignore == std::vector<std::string>{"?"});
  CHECK(c.data.labels->negative == "other");
  const std::string text = write_config(c);
  CHECK(write_config(read_config_text(text)) == text);
}

TEST_CASE("overrides set, create and append values before the config is read") {
  const Config c =
      read_config_text(minimal, {{"/train/epochs", "8"},
                                 {"/data/root", "some where"},
                                 {"/scan/threshold", "0.5"},
                                 {"/features/mono", "mean"},
                                 {"/features/mel", "{}"},
                                 {"/data/classes/a", "\"A2\""},
                                 {"/data/classes/c~1d", "C"},
                                 {"/data/exclude_groups", "[\"XC307385\"]"},
                                 {"/model/layers/-", R"({"type": "dense", "units": 4})"},
                                 {"/model/layers/1/units", "5"},
                                 {"/train/epochs", "9"}});
  CHECK(c.train.epochs == 9);  // the last one wins
  CHECK(c.data.root == "some where");
  REQUIRE(c.scan);
  CHECK(c.scan->threshold == 0.5);
  CHECK(c.features.mono.kind == MonoKind::mean);
  CHECK(c.features.mel);
  REQUIRE(c.data.classes.size() == 3);
  CHECK(c.data.classes[0].folder == "A2");
  CHECK(c.data.classes[2].name == "c/d");
  CHECK(c.data.exclude_groups.size() == 1);
  REQUIRE(c.model.layers.size() == 2);
  CHECK(c.model.layers[1].units == 5);
  const std::string with_null = R"({"scan": null, )" + std::string(minimal).substr(1);
  CHECK(read_config_text(with_null, {{"/scan/step_s", "2"}}).scan->step_s == 2);
  CHECK_FALSE(read_config_text(write_config(c), {{"/scan", "null"}}).scan);
}

TEST_CASE("an invalid --set is an error") {
  struct Row {
    Override set;
    std::string message;
  };
  std::string deep;
  for (int i = 0; i < 65; ++i) deep += "/a";
  const std::string bad_pointer =
      "expected a JSON pointer (UTF-8, ~ written as ~0, / in a key written as ~1, at most 64 "
      "levels deep)";
  const Row rows[] = {
      {{"/train/epochs", "nan"}, "/train/epochs: expected an integer >= 1, got \"nan\""},
      {{"/train/epochs", "1e3"}, "/train/epochs: expected an integer >= 1, got 1000.0"},
      {{"/train/epochs", ""}, "/train/epochs: expected an integer >= 1, got \"\""},
      {{"/train/epoch", "8"}, "/train/epoch: unknown key; did you mean epochs?"},
      {{"/", "8"}, "/: unknown key; known here: data, features, model, train, scan, output"},
      {{"/data/root/x", "1"}, ""},  // below
      {{"/model/layers/1/type", "dense"},
       "/model/layers/1: no such element in a list of length 1; - appends one"},
      {{"/model/layers/00", "1"},
       "/model/layers/00: no such element in a list of length 1; - appends one"},
      {{"/model/layers/99999999999999999999/type", "dense"},
       "/model/layers/99999999999999999999: no such element in a list of length 1; - appends one"},
      {{"/train~", "1"}, "/train~: " + bad_pointer},
      {{"/train~2", "1"}, "/train~2: " + bad_pointer},
      {{deep, "1"}, deep + ": " + bad_pointer},
      {{"/\xff", "1"}, "--set: " + bad_pointer},
      {{"/data/root", "\xff"}, "/data/root: expected text in UTF-8"},
      {{"/data/classes", R"({"a": "A", "a": "B", "c": "C"})"},
       "/data/classes/a: duplicate key; remove all but one"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.set.pointer, row.set.value);
    if (row.message.empty()) continue;
    CHECK(error_of(minimal, {row.set}) == row.message);
  }
  CHECK(error_of(minimal, {{"/data/root", "d"}, {"/data/root/x", "1"}}) ==
        "/data/root: expected an object, to set its key x, got \"d\"");
  CHECK(error_of(minimal, {{"/train/seed", "-1"}, {"/output/name", "a/b"}}) ==
        "/train/seed: expected an integer from 0 to 4294967295, got -1\n"
        "/output/name: expected a name of 1 to 200 bytes without /, and not . or .., got "
        "\"a/b\"");
}

TEST_CASE("/pointer=value is split at the first equals sign") {
  CHECK(parse_override("/data/root=a=b").pointer == "/data/root");
  CHECK(parse_override("/data/root=a=b").value == "a=b");
  CHECK(parse_override("/output/name=").value.empty());
  for (const char* bad : {"", "train/epochs=8", "/train/epochs", "=8"}) {
    try {
      parse_override(bad);
      FAIL("was accepted: " << bad);
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::usage);
    }
  }
}

TEST_CASE("the config of a model is read even if it breaks a rule for training runs") {
  const std::string json = R"({"data": {"classes": {"a": "A", "b": "B"}, "positive": "a"},
    "train": {"early_stopping": {}}, "model": {"layers": [{"type": "flatten"}]}})";
  CHECK_THROWS_AS(read_config_text(json), Error);
  CHECK(read_stored_config(json).train.early_stopping);
}
