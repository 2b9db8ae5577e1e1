// Whole runs on the emulated device, from decoding to the counted calls, with the sources of the
// CUDA backend.
#include <filesystem>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "base/interrupt.h"
#include "flow/emulated_run.h"
#include "model/model_info.h"
#include "support/temporary_folder.h"
#include "support/tiny_run.h"

using namespace canopy;
using namespace canopy::test;
namespace fs = std::filesystem;

namespace {

nlohmann::json last_epoch(const std::string& run) {
  const std::string text = read_file(run + "/metrics.jsonl");
  const std::size_t last = text.rfind('\n', text.size() - 2);
  return nlohmann::json::parse(text.substr(last == std::string::npos ? 0 : last + 1));
}

}  // namespace

TEST_CASE("a run on the device writes the same files as a run on the CPU") {
  const EmulatedReset reset;
  const TemporaryFolder folder("flow");
  const std::string config = write_tiny_run(folder.path(), 3);
  REQUIRE(train_emulated(config, {"/output/name=device"}) == 0);
  RunRequest on_cpu;
  on_cpu.config_path = config;
  on_cpu.device = "cpu";
  on_cpu.threads = 2;
  on_cpu.overrides.push_back(parse_override("/output/name=cpu"));
  REQUIRE(run_job(on_cpu) == 0);

  const std::string device = folder.file("results/device"), cpu = folder.file("results/cpu");
  for (const auto& entry : fs::directory_iterator(cpu)) {
    const std::string name = entry.path().filename().string();
    if (name.find("tfevents") == std::string::npos) CHECK(fs::exists(device + "/" + name));
  }
  const nlohmann::json ours = last_epoch(device), theirs = last_epoch(cpu);
  CHECK(ours.at("train_loss").get<double>() ==
        Catch::Approx(theirs.at("train_loss").get<double>()).epsilon(0.02));
  CHECK(ours.at("test_recall") == theirs.at("test_recall"));
  CHECK(read_file(device + "/results.csv") == read_file(cpu + "/results.csv"));
}

TEST_CASE("a multi-label run on the device gives the results of a run on the CPU") {
  const EmulatedReset reset;
  const TemporaryFolder folder("flow-labels");
  const std::string config = write_tiny_labels(folder.path(), 5, 8);
  const std::string weighted = "/train/class_weights=balanced";
  REQUIRE(train_emulated(config, {"/output/name=device", weighted}) == 0);
  RunRequest on_cpu;
  on_cpu.config_path = config;
  on_cpu.device = "cpu";
  on_cpu.threads = 2;
  for (const std::string& setting : {std::string("/output/name=cpu"), weighted})
    on_cpu.overrides.push_back(parse_override(setting));
  REQUIRE(run_job(on_cpu) == 0);
  const std::string device = folder.file("results/device"), cpu = folder.file("results/cpu");
  const nlohmann::json ours = last_epoch(device), theirs = last_epoch(cpu);
  for (const char* key : {"train_loss", "test_loss"})
    CHECK(ours.at(key).get<double>() == Catch::Approx(theirs.at(key).get<double>()).epsilon(0.05));
  CHECK(ours.at("test_confusion") == theirs.at("test_confusion"));
  CHECK(ours.at("test_roc_auc") == theirs.at("test_roc_auc"));
  CHECK(read_file(device + "/results.csv") == read_file(cpu + "/results.csv"));
}

TEST_CASE("on the device the same seed gives the same bits with every cache") {
  const EmulatedReset reset;
  const TemporaryFolder folder("flow-bits");
  const std::string config = write_tiny_run(folder.path(), 2);
  const auto weights = [&](const std::string& name, const std::string& setting) {
    REQUIRE(train_emulated(config, {"/output/name=" + name, setting}) == 0);
    return weights_of(folder.file("results/" + name + "/model.safetensors"));
  };
  const std::string first = weights("a", "/train/cache=features");
  CHECK(weights("b", "/train/cache=features") == first);
  CHECK(weights("c", "/train/cache=waves") == first);
  CHECK(weights("d", "/train/cache=none") == first);
  CHECK(weights("e", "/train/seed=5") != first);
}

TEST_CASE("a run with gradient clipping resumes to the same bits, and differs from one without") {
  const EmulatedReset reset;
  const TemporaryFolder folder("flow-clip");
  const std::string config = write_tiny_run(folder.path(), 2);
  const auto weights = [&](const std::string& name) {
    return weights_of(folder.file("results/" + name + "/model.safetensors"));
  };
  const std::string clip = "/train/clip_norm=0.2";
  REQUIRE(train_emulated(config, {"/output/name=free"}) == 0);
  REQUIRE(train_emulated(config, {"/output/name=whole", clip}) == 0);
  REQUIRE(train_emulated(config, {"/output/name=cut", clip, "/train/epochs=1"}) == 0);
  REQUIRE(train_emulated(config, {"/output/name=cut", clip}, true) == 0);
  const bool resumed = weights("cut") == weights("whole");
  const bool unclipped = weights("free") == weights("whole");
  CHECK(resumed);
  CHECK_FALSE(unclipped);
}

TEST_CASE("the run folder and the model record the precision") {
  const EmulatedReset reset;
  const TemporaryFolder folder("flow-precision");
  const std::string config = write_tiny_run(folder.path(), 1);
  std::vector<std::string> weights;
  const std::pair<const char*, const char*> asked[] = {
      {"auto", "tf32"}, {"fp32", "fp32"}, {"tf32", "tf32"}, {"bf16", "bf16"}};
  for (const auto& [word, used] : asked) {
    CAPTURE(word);
    REQUIRE(train_emulated(config, {"/output/name=run", std::string("/train/precision=") + word}) ==
            0);
    const std::string run = folder.file("results/run");
    const auto environment = nlohmann::json::parse(read_file(run + "/environment.json"));
    CHECK(environment.at("device").at("precision") == used);
    const std::string model = run + "/model.safetensors";
    CHECK(read_model_info(SafetensorsFile(model).metadata(), model).precision ==
          (std::string(used) == "fp32"   ? Precision::fp32
           : std::string(used) == "tf32" ? Precision::tf32
                                         : Precision::bf16));
    CHECK(read_file(run + "/report.html").find("precision") != std::string::npos);
    weights.push_back(weights_of(model));
  }
  // Batches this small use only our own kernels, which compute in fp32 if tf32 is requested;
  // ops/precision_test.cpp tests the library products.
  const bool auto_is_tf32 = weights[0] == weights[2], same_in_bf16 = weights[3] == weights[2];
  CHECK(auto_is_tf32);
  CHECK_FALSE(same_in_bf16);
}

TEST_CASE("with augmentation the device trains like the CPU, with the same bits in every run") {
  const EmulatedReset reset;
  const TemporaryFolder folder("flow-augmented");
  const std::string config = write_tiny_run(folder.path(), 2);
  const std::string augment = "/train/augment=" + full_augmentation();
  REQUIRE(train_emulated(config, {"/output/name=device", augment}) == 0);
  REQUIRE(train_emulated(config, {"/output/name=again", augment, "/train/cache=none"}) == 0);
  CHECK(weights_of(folder.file("results/device/model.safetensors")) ==
        weights_of(folder.file("results/again/model.safetensors")));
  RunRequest on_cpu;
  on_cpu.config_path = config;
  on_cpu.device = "cpu";
  on_cpu.threads = 2;
  on_cpu.overrides = {parse_override("/output/name=cpu"), parse_override(augment)};
  REQUIRE(run_job(on_cpu) == 0);
  const nlohmann::json ours = last_epoch(folder.file("results/device"));
  const nlohmann::json theirs = last_epoch(folder.file("results/cpu"));
  CHECK(ours.at("train_loss").get<double>() ==
        Catch::Approx(theirs.at("train_loss").get<double>()).epsilon(0.02));
  CHECK(ours.at("train_tp").get<int>() + ours.at("train_fn").get<int>() ==
        theirs.at("train_tp").get<int>() + theirs.at("train_fn").get<int>());
}

TEST_CASE("the phases of a run have names for a profiler") {
  const EmulatedReset reset;
  const TemporaryFolder folder("flow-ranges");
  REQUIRE(train_emulated(write_tiny_run(folder.path(), 1)) == 0);
  const std::string names = "\n" + emulated_ranges();
  for (const char* name : {"decode", "upload", "features", "forward", "backward", "update",
                           "metrics", "conv2d", "dense"})
    CHECK(names.find("\n" + std::string(name) + "\n") != std::string::npos);
}
