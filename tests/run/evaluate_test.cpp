// Evaluation of a trained model: it uses the stored settings, and every way of scoring agrees.
#include <cmath>
#include <filesystem>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/files.h"
#include "devices/devices.h"
#include "evaluate/evaluation.h"
#include "model/model_info.h"
#include "run/run.h"
#include "run/score_clips.h"
#include "support/program.h"
#include "support/temporary_folder.h"
#include "support/tiny_run.h"
#include "train/trainer.h"

using namespace canopy;
using canopy::test::TemporaryFolder;
using Catch::Approx;
using nlohmann::json;

namespace {

/// A run of two epochs: accurate, but not perfectly confident.
struct TinyModel {
  TemporaryFolder folder{"evaluate"};
  std::string run = folder.file("results/tiny");
  std::unique_ptr<Backend> backend = open_device("cpu", {});
  std::unique_ptr<Stream> stream = backend->make_stream();
  ClipSet clips;

  TinyModel() {
    RunRequest request;
    request.config_path = test::write_tiny_run(folder.path(), 2);
    request.device = "cpu";
    request.threads = 2;
    request.overrides.push_back(parse_override("/scan/threshold=0.9"));
    REQUIRE(run_job(request) == 0);
    clips = list_clips(info().config.data);
  }

  std::string file() const { return run + "/model.safetensors"; }
  ModelInfo info() const { return read_model_info(SafetensorsFile(file()).metadata(), file()); }

  Scored score() {
    Classifier classifier(*backend, *stream, run, 7);
    return score_clips(*backend, *stream, classifier, clips, 2).scored;
  }

  /// Rewrites the model file with metadata changed by `change`.
  template <class Change>
  void rewrite(Change change) {
    TensorMetadata metadata = SafetensorsFile(file()).metadata();
    change(metadata);
    NetworkOptions options;
    options.max_items = 1;
    const Config config = info().config;
    Network network(*backend, config.model, feature_image(config.features), options);
    for (const TensorRef& tensor : parameter_tensors(network))
      SafetensorsFile(file()).read(*backend, *stream, tensor);
    write_safetensors(file(), *backend, *stream, parameter_tensors(network), metadata);
  }
};

}  // namespace

TEST_CASE("a model stores its threshold for clips; that of the scan is in its config") {
  TinyModel model;
  CHECK(model.info().threshold == 0.5);
  CHECK(model.info().temperature == 1);
  CHECK(scan_thresholds(model.info()).common == 0.9);
  // the older format: the threshold of the scan, and no temperature
  model.rewrite([](TensorMetadata& metadata) {
    metadata["threshold"] = "0.9";
    metadata.erase("temperature");
  });
  CHECK(model.info().threshold == 0.5);
  CHECK(model.info().temperature == 1);
  CHECK(scan_thresholds(model.info()).common == 0.9);
  model.rewrite([](TensorMetadata& metadata) { metadata["temperature"] = "0"; });
  CHECK_THROWS_AS(model.info(), Error);
}

TEST_CASE("the task and the class thresholds are stored, and unknown tasks are rejected") {
  TinyModel model;
  CHECK(model.info().task == Task::binary);
  model.rewrite([](TensorMetadata& metadata) {
    metadata["kind"] = "multi_label";
    metadata["class_thresholds"] = "[0.25,0.75]";
  });
  const ModelInfo info = model.info();
  CHECK(info.task == Task::multi_label);
  CHECK(info.class_thresholds == std::vector<double>{0.25, 0.75});
  CHECK(info.thresholds().of(1) == 0.75);
  CHECK(scan_thresholds(info).of(1) == 0.9);  // one threshold of the scan for all classes
  CHECK(read_model_info(describe_model(info), "again").class_thresholds == info.class_thresholds);
  ModelInfo own = info;
  own.config.scan->class_thresholds = true;
  CHECK(scan_thresholds(own).of(0) == 0.25);
  for (const auto& [key, value] : {std::pair{"class_thresholds", "[0.25]"},
                                   {"kind", "ordinal"},
                                   {"kind", "binary"},
                                   {"classes", "[]"}}) {
    CAPTURE(key, value);
    TensorMetadata bad = describe_model(info);
    bad[key] = value;
    if (std::string(value) == "binary") bad["classes"] = R"(["a", "b", "c"])";
    CHECK_THROWS_AS(read_model_info(bad, "bad"), Error);
  }
}

TEST_CASE("a stored temperature divides the logits and changes the probabilities") {
  TinyModel model;
  const Scored plain = model.score();
  REQUIRE(plain.clips.size() == model.clips.clips.size());
  model.rewrite([](TensorMetadata& metadata) {
    metadata["temperature"] = "2.5";
    metadata["threshold"] = "0.625";
  });
  CHECK(model.info().threshold == 0.625);
  const Scored cooled = model.score();
  CHECK(cooled.temperature == 2.5);
  for (std::size_t i = 0; i < plain.clips.size(); ++i) {
    CHECK(cooled.logits[i] == Approx(plain.logits[i] / 2.5).epsilon(1e-4));
    CHECK(cooled.probabilities[i] == Approx(1 / (1 + std::exp(-cooled.logits[i]))).epsilon(1e-6));
    CHECK(cooled.clips[i].name == plain.clips[i].name);
  }
  CHECK(mean_log_loss(cooled, 1) == Approx(mean_log_loss(plain, 1)).epsilon(1e-4));
}

TEST_CASE("the network in training gives the same scores as the saved model") {
  TinyModel model;
  const Config config = model.info().config;
  Ingested data = ingest(*model.backend, *model.stream, config, model.clips, 2,
                         model.backend->info().free_bytes);
  Network network(*model.backend, config.model, feature_image(config.features),
                  training_options(config, 2, Task::binary));
  for (const TensorRef& tensor : parameter_tensors(network))
    SafetensorsFile(model.file()).read(*model.backend, *model.stream, tensor);
  const auto source = make_batch_source(*model.backend, config, data, 2);
  const std::vector<std::int32_t> some = {3, 20, 0, 11, 12, 30, 5};  // more than one batch
  const Scored got =
      score_batches(*model.backend, *model.stream, network, *source, data.survey.set, some);
  const Scored want = model.score();
  REQUIRE(got.clips.size() == some.size());
  for (std::size_t k = 0; k < some.size(); ++k) {
    const auto i = static_cast<std::size_t>(some[k]);
    CHECK(got.clips[k].name == want.clips[i].name);
    CHECK(got.clips[k].label == want.clips[i].label);
    CHECK(got.logits[k] == Approx(want.logits[i]).margin(1e-4));
  }
}

TEST_CASE("trainer evaluate prints the figures that it writes") {
  const TinyModel model;
  const std::string out = model.folder.file("evaluation");
  const auto result =
      test::run_trainer({"evaluate", "--model", model.run, "--data", model.folder.file("data"),
                         "--device", "cpu", "--json", "--out", out});
  REQUIRE(result.code == 0);
  const json j = json::parse(result.out);
  CHECK(j.at("clips") == 36);
  CHECK(j.at("sources") == 12);
  CHECK(j.at("threshold") == 0.5);
  for (const char* key :
       {"loss", "accuracy", "precision", "recall", "f1", "average_precision", "roc_auc",
        "temperature", "confusion", "calibration", "intervals", "mistakes", "excluded"})
    CHECK(j.contains(key));
  CHECK(json::parse(read_file(out + "/evaluation.json")).at("loss") == j.at("loss"));
  for (const char* name :
       {"pr_curve.csv", "roc_curve.csv", "reliability.csv", "sources.csv", "mistakes.csv"})
    CHECK(std::filesystem::file_size(out + "/" + name) > 0);
}
