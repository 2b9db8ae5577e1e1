// Whole runs: the files that they write, reproducibility, and interruption and resumption.
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <filesystem>
#include <thread>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/files.h"
#include "base/interrupt.h"
#include "model/model_info.h"
#include "run/folds.h"
#include "run/run.h"
#include "support/places.h"
#include "support/temporary_folder.h"
#include "support/tiny_run.h"
#include "train/checkpoint.h"

extern char** environ;

using namespace canopy;
using canopy::test::TemporaryFolder;
using canopy::test::write_tiny_run;
namespace fs = std::filesystem;

namespace {

int run_tiny(const std::string& config, const std::vector<std::string>& settings = {},
             bool resume = false) {
  RunRequest request;
  request.config_path = config;
  request.device = "cpu";
  request.threads = 2;
  request.resume = resume;
  for (const std::string& setting : settings) request.overrides.push_back(parse_override(setting));
  return run_job(request);
}

std::vector<std::string> lines(const std::string& path) {
  std::vector<std::string> found;
  std::string line;
  for (char c : read_file(path)) {
    if (c == '\n') {
      found.push_back(line);
      line.clear();
    } else {
      line += c;
    }
  }
  return found;
}

/// The model of a run folder without its metadata, which contains the name of the output.
std::string tensors_of(const std::string& run) {
  const std::string file = read_file(run + "/model.safetensors");
  std::uint64_t header = 0;
  std::memcpy(&header, file.data(), sizeof header);
  return file.substr(8 + header);
}

}  // namespace

TEST_CASE("a run learns and writes every file of the run folder") {
  const TemporaryFolder folder("run");
  const std::string config = write_tiny_run(folder.path(), 6);
  REQUIRE(run_tiny(config) == 0);
  const std::string out = folder.file("results/tiny/");
  for (const char* name :
       {"config.json", "split.csv", "metrics.csv", "metrics.jsonl", "results.csv", "detections.csv",
        "model.safetensors", "bad_files.csv", "environment.json", "report.html"})
    CHECK(fs::file_size(out + name) > 0);
  CHECK(fs::exists(newest_checkpoint(out + "checkpoints")));

  CHECK(lines(out + "metrics.csv").size() == 7);
  const std::vector<std::string> epochs = lines(out + "metrics.jsonl");
  REQUIRE(epochs.size() == 6);
  const nlohmann::json last = nlohmann::json::parse(epochs.back());
  CHECK(last.at("test_precision").get<double>() == 1.0);
  CHECK(last.at("test_recall").get<double>() == 1.0);
  CHECK(last.at("train_tp").get<int>() + last.at("train_fn").get<int>() == 12);
  CHECK(last.at("train_fp").get<int>() + last.at("train_tn").get<int>() == 12);
  CHECK(last.at("test_tp").get<int>() + last.at("test_fn").get<int>() == 6);

  CHECK(lines(out + "results.csv") ==
        std::vector<std::string>{"recording,call_calls", "rec 9.wav,1", "rec 10.wav,0"});
  CHECK(lines(out + "split.csv").size() == 37);
}

TEST_CASE("choices made on the validation part are stored in the model") {
  const TemporaryFolder folder("choices");
  const std::string config = write_tiny_run(folder.path(), 8, 9);
  REQUIRE(run_tiny(config, {"/data/split/train=0.5", "/data/split/validation=0.25",
                            "/train/average_decay=0.8", "/train/decision/aim=best_f1",
                            "/train/decision/calibrate=true", "/scan/step_s=0.1",
                            "/scan/counting/method=peaks",
                            "/scan/tune={\"recordings\": 8, \"recording_s\": 20}"}) == 0);
  const std::string out = folder.file("results/tiny/");
  const std::string path = out + "model.safetensors";
  const ModelInfo info = read_model_info(SafetensorsFile(path).metadata(), path);
  CHECK(info.temperature != 1);
  CHECK(info.threshold != 0.5);
  const auto tuned = nlohmann::json::parse(read_file(out + "tune.json"));
  CHECK(tuned.at("chosen").at("threshold") == info.config.scan->threshold);
  CHECK(tuned.at("chosen").at("valley") == info.config.scan->counting.peaks.valley);
  CHECK(tuned.at("true_calls").get<int>() > 10);
  const auto test = nlohmann::json::parse(read_file(out + "test/evaluation.json"));
  CHECK(test.at("threshold") == info.threshold);
  CHECK(test.at("recall").get<double>() == 1);
  const nlohmann::json last = nlohmann::json::parse(lines(out + "metrics.jsonl").back());
  const double validated =
      last.at("validation_tp").get<double>() + last.at("validation_fn").get<double>();
  CHECK(validated >= 3);
}

TEST_CASE("a run with averaged weights resumes to the same bits") {
  const TemporaryFolder folder("averages");
  const std::string config = write_tiny_run(folder.path(), 4);
  REQUIRE(run_tiny(config, {"/train/average_decay=0.9", "/output/name=whole"}) == 0);
  REQUIRE(run_tiny(config, {"/train/average_decay=0.9", "/output/name=cut", "/train/epochs=2"}) ==
          0);
  REQUIRE(run_tiny(config, {"/train/average_decay=0.9", "/output/name=cut"}, true) == 0);
  CHECK(tensors_of(folder.file("results/cut")) == tensors_of(folder.file("results/whole")));
  REQUIRE(run_tiny(config, {"/output/name=none"}) == 0);
  CHECK(tensors_of(folder.file("results/none")) != tensors_of(folder.file("results/whole")));
}

TEST_CASE("cross-validation writes a table and tests every clip once") {
  const TemporaryFolder folder("folds");
  const std::string config = write_tiny_run(folder.path(), 3);
  RunRequest request;
  request.config_path = config;
  request.device = "cpu";
  request.threads = 2;
  REQUIRE(run_folds(request, 3) == 0);
  const std::string out = folder.file("results/tiny-folds/");
  CHECK(lines(out + "folds.csv").size() == 7);
  CHECK(fs::exists(out + "fold-3/model.safetensors"));
  const auto all = nlohmann::json::parse(read_file(out + "test/evaluation.json"));
  CHECK(all.at("clips") == 36);
}

TEST_CASE("the same seed gives the same bits, another seed different ones") {
  const TemporaryFolder folder("seeds");
  const std::string config = write_tiny_run(folder.path(), 2);
  const auto weights = [&](const std::vector<std::string>& settings, const std::string& name) {
    std::vector<std::string> all = settings;
    all.push_back("/output/name=" + name);
    REQUIRE(run_tiny(config, all) == 0);
    return tensors_of(folder.file("results/" + name));
  };
  const std::string first = weights({}, "a");
  CHECK(weights({}, "b") == first);
  CHECK(weights({"/train/cache=none"}, "c") == first);
  CHECK(weights({"/train/cache=waves"}, "d") == first);
  CHECK(weights({"/train/seed=9"}, "e") != first);
  CHECK(weights({"/train/fused_update=false"}, "f").size() == first.size());
}

namespace {

/// Every kind of augmentation, with focal loss, label smoothing and balanced sampling.
std::vector<std::string> all_augmentation() {
  return {"/train/augment=" + test::full_augmentation(), "/train/sampling=balanced",
          "/train/loss/focal_gamma=1.5", "/train/loss/label_smoothing=0.05"};
}

}  // namespace

TEST_CASE("with augmentation the same seed gives the same bits with every cache") {
  const TemporaryFolder folder("augmented");
  const std::string config = write_tiny_run(folder.path(), 2);
  const auto weights = [&](const std::vector<std::string>& settings, const std::string& name) {
    std::vector<std::string> all = all_augmentation();
    all.insert(all.end(), settings.begin(), settings.end());
    all.push_back("/output/name=" + name);
    REQUIRE(run_tiny(config, all) == 0);
    return tensors_of(folder.file("results/" + name));
  };
  const std::string first = weights({}, "a");
  CHECK(weights({}, "b") == first);
  CHECK(weights({"/train/cache=none"}, "c") == first);
  CHECK(weights({"/train/cache=waves"}, "d") == first);
  CHECK(weights({"/train/seed=9"}, "e") != first);
  for (const char* off : {"placement", "displace", "gain", "mix", "mixup", "masks"})
    CHECK(weights({"/train/augment/" + std::string(off) + "=null"}, "f") != first);
  CHECK(weights({"/train/augment/fill=0"}, "g") != first);
  CHECK(weights({"/train/loss/focal_gamma=0"}, "h") != first);
  CHECK(weights({"/train/sampling=shuffled"}, "i") != first);
}

TEST_CASE("an augmentation that changes nothing gives the same bits as none") {
  const TemporaryFolder folder("idle");
  const std::string config = write_tiny_run(folder.path(), 2);
  for (const char* crop : {"first", "center"})
    for (const char* cache : {"waves", "none"}) {
      const std::vector<std::string> settings = {"/features/crop=" + std::string(crop),
                                                 "/features/pad=center",
                                                 "/train/cache=" + std::string(cache)};
      REQUIRE(run_tiny(config, settings) == 0);
      const std::string plain = tensors_of(folder.file("results/tiny"));
      std::vector<std::string> augmented = settings;
      augmented.push_back(R"(/train/augment={"row_s": 0.6})");
      REQUIRE(run_tiny(config, augmented) == 0);
      CHECK(tensors_of(folder.file("results/tiny")) == plain);
    }
}

TEST_CASE("an interrupted run saves, exits 130 and resumes to the same bits") {
  const TemporaryFolder folder("interrupt");
  const std::string config = write_tiny_run(folder.path(), 3);
  const std::vector<std::string> settings =
      GENERATE(false, true) ? all_augmentation() : std::vector<std::string>();
  REQUIRE(run_tiny(config, settings) == 0);
  const std::string whole = read_file(folder.file("results/tiny/model.safetensors"));
  const std::string counts = read_file(folder.file("results/tiny/results.csv"));

  // interrupts the second run within its first epoch
  std::thread stopper([&] {
    while (!fs::exists(folder.file("results/tiny.old")) ||
           !fs::exists(folder.file("results/tiny/metrics.csv")))
      std::this_thread::yield();
    set_interrupt(SIGINT);
  });
  const int code = run_tiny(config, settings);
  stopper.join();
  set_interrupt(0);
  REQUIRE(code == 130);
  CHECK_FALSE(fs::exists(folder.file("results/tiny/model.safetensors")));
  REQUIRE(run_tiny(config, settings, true) == 0);
  CHECK(read_file(folder.file("results/tiny/model.safetensors")) == whole);
  CHECK(read_file(folder.file("results/tiny/results.csv")) == counts);
  CHECK(lines(folder.file("results/tiny/metrics.csv")).size() == 4);
}

TEST_CASE("a run killed by SIGKILL resumes to the same bits as an uninterrupted one") {
  const TemporaryFolder folder("kill");
  const std::string config = write_tiny_run(folder.path(), 40);
  std::vector<std::string> words = {
      test::program("trainer"), "--config", config, "--device", "cpu", "--threads", "2"};
  const auto start = [&] {
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    pid_t pid = 0;
    REQUIRE(posix_spawn(&pid, words[0].c_str(), nullptr, nullptr, arguments.data(), environ) == 0);
    return pid;
  };
  const auto finish = [](pid_t pid) {
    int status = 0;
    waitpid(pid, &status, 0);
    return status;
  };
  REQUIRE(finish(start()) == 0);
  const std::string whole = read_file(folder.file("results/tiny/model.safetensors"));
  fs::remove_all(folder.file("results"));

  const pid_t victim = start();
  while (newest_checkpoint(folder.file("results/tiny/checkpoints")).empty() &&
         waitpid(victim, nullptr, WNOHANG) == 0)
    std::this_thread::yield();
  kill(victim, SIGKILL);
  const int status = finish(victim);
  REQUIRE(WIFSIGNALED(status));  // it was still running
  REQUIRE_FALSE(fs::exists(folder.file("results/tiny/model.safetensors")));

  words.push_back("--resume");
  REQUIRE(finish(start()) == 0);
  CHECK(read_file(folder.file("results/tiny/model.safetensors")) == whole);
}

TEST_CASE("a checkpoint of another run is rejected, and the run folder stays unchanged") {
  const TemporaryFolder folder("refuse");
  const std::string config = write_tiny_run(folder.path(), 1);
  REQUIRE(run_tiny(config) == 0);
  const std::string resolved = read_file(folder.file("results/tiny/config.json"));
  const std::string split = read_file(folder.file("results/tiny/split.csv"));
  CHECK_THROWS_AS(run_tiny(config, {"/data/split/seed=7"}, true), Error);
  CHECK(read_file(folder.file("results/tiny/config.json")) == resolved);
  CHECK(read_file(folder.file("results/tiny/split.csv")) == split);
  try {
    run_tiny(config, {"/train/optimizer/learning_rate=0.5"}, true);
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::checkpoint);
    CHECK(exit_code(error.kind()) == 4);
  }
  CHECK(run_tiny(config, {"/train/epochs=2"}, true) == 0);  // more epochs are allowed
  CHECK(lines(folder.file("results/tiny/metrics.csv")).size() == 3);
}

TEST_CASE("a loss that is not a number ends the run with exit code 7") {
  const TemporaryFolder folder("nan");
  const std::string config = write_tiny_run(folder.path(), 3);
  try {
    run_tiny(config, {"/train/optimizer/learning_rate=1e38", "/train/optimizer/type=\"sgd\""});
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(exit_code(error.kind()) == 7);
  }
}
