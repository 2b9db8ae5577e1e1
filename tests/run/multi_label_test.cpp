// A multi-label run, from a manifest of clips with none, one or both of two tones to simultaneous
// calls in a recording.
#include <algorithm>
#include <filesystem>
#include <sstream>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "base/cells.h"
#include "base/files.h"
#include "feed/order.h"
#include "model/model_info.h"
#include "run/run.h"
#include "support/program.h"
#include "support/temporary_folder.h"
#include "support/tiny_run.h"
#include "train/class_weights.h"

using namespace canopy;
using namespace canopy::test;
using Catch::Approx;

namespace {

int run(const std::string& config, const std::vector<std::string>& settings = {}) {
  RunRequest request;
  request.config_path = config;
  request.device = "cpu";
  request.threads = 2;
  for (const std::string& setting : settings) request.overrides.push_back(parse_override(setting));
  return run_job(request);
}

/// The rows of a CSV file as cells, without the header.
std::vector<std::vector<std::string>> rows(const std::string& path) {
  std::vector<std::vector<std::string>> found;
  for (const CsvRow& row : csv_rows(read_file(path), path)) found.push_back(row.cells);
  found.erase(found.begin());
  return found;
}

nlohmann::json last_epoch(const std::string& out) {
  const std::string text = read_file(out + "metrics.jsonl");
  return nlohmann::json::parse(text.substr(text.rfind('\n', text.size() - 2) + 1));
}

ModelInfo info_of(const std::string& out) {
  const std::string path = out + "model.safetensors";
  return read_model_info(SafetensorsFile(path).metadata(), path);
}

/// Start and end of each detected call of a class.
std::vector<std::pair<double, double>> calls(const std::string& out, const std::string& label) {
  std::vector<std::pair<double, double>> found;
  for (const std::vector<std::string>& cells : rows(out + "detections.csv"))
    if (cells.at(3) == label) found.emplace_back(std::stod(cells.at(1)), std::stod(cells.at(2)));
  return found;
}

}  // namespace

TEST_CASE("a multi-label run learns each class separately and finds simultaneous calls") {
  const TemporaryFolder folder("labels");
  const std::string config = write_tiny_labels(folder.path(), 12);
  REQUIRE(run(config, {"/scan/threshold=0.8"}) == 0);
  const std::string out = folder.file("results/tiny/");

  std::size_t both = 0, none = 0;
  for (const std::vector<std::string>& cells : rows(out + "split.csv")) {
    both += cells.at(1) == "high;low";
    none += cells.at(1).empty();
  }
  CHECK((both == 12 && none == 12));

  const nlohmann::json last = last_epoch(out);
  CHECK(last.at("test_precision") == 1.0);
  CHECK(last.at("test_recall") == 1.0);
  CHECK(last.at("test_accuracy") == 1.0);
  CHECK(last.at("test_roc_auc") == 1.0);
  const auto count = [&](const char* key) { return last.at(key).get<int>(); };
  // of all pairs of a clip and a class, half are positive
  CHECK(count("train_tp") + count("train_fn") + count("test_tp") + count("test_fn") == 48);
  CHECK(count("train_fp") + count("train_tn") + count("test_fp") + count("test_tn") == 48);
  CHECK(last.at("test_confusion").size() == 8);

  const std::vector<std::pair<double, double>> low = {{1, 3}}, high = {{2, 4}};
  CHECK(calls(out, "low") == low);
  CHECK(calls(out, "high") == high);
  CHECK(read_file(out + "results.csv") == "recording,high_calls,low_calls\nboth.wav,1,1\n");

  const ModelInfo info = info_of(out);
  CHECK(info.task == Task::multi_label);
  CHECK(info.classes == std::vector<std::string>{"high", "low"});
  CHECK(info.class_thresholds.empty());
  const std::string page = read_file(out + "report.html");
  CHECK(page.find("id=\"classes\"") != std::string::npos);
  CHECK(page.find("id=\"confusion\"") == std::string::npos);
  CHECK(page.find("(none)") != std::string::npos);
}

TEST_CASE("a threshold for each class is chosen, stored, and used by evaluate and scan") {
  const TemporaryFolder folder("labels-choice");
  const std::string config = write_tiny_labels(folder.path(), 10, 24);
  REQUIRE(run(config, {"/data/split/train=0.5", "/data/split/validation=0.25",
                       "/train/decision/aim=best_f1", "/train/decision/calibrate=true",
                       "/train/class_weights=balanced", "/train/sampling=balanced",
                       "/train/augment={\"mix\": {\"probability\": 0.3}, \"fill\": 0.3, "
                       "\"mixup\": {\"probability\": 0.3}}",
                       "/scan/class_thresholds=true", "/scan/counting/method=peaks",
                       "/scan/step_s=0.1"}) == 0);
  const std::string out = folder.file("results/tiny/");
  const ModelInfo info = info_of(out);
  REQUIRE(info.class_thresholds.size() == 2);
  CHECK(info.class_thresholds[0] != info.class_thresholds[1]);
  CHECK(info.temperature != 1);
  CHECK(scan_thresholds(info).of_class == info.class_thresholds);

  const auto found_as = [&](const std::string& label, double from, double to) {
    const auto found = calls(out, label);
    REQUIRE(found.size() == 1);
    CHECK(found[0].first == Approx(from).margin(0.4));
    CHECK(found[0].second == Approx(to).margin(0.4));
  };
  found_as("low", 1, 3);
  found_as("high", 2, 4);

  const auto written = nlohmann::json::parse(read_file(out + "test/evaluation.json"));
  const auto judged = run_trainer({"evaluate", "--model", out, "--device", "cpu", "--json"});
  REQUIRE(judged.code == 0);
  const auto j = nlohmann::json::parse(judged.out);
  for (const char* key : {"accuracy", "precision", "recall", "f1", "average_precision", "threshold",
                          "confusion", "macro", "classes"})
    CHECK(j.at(key) == written.at(key));
  CHECK(j.at("loss").get<double>() == Approx(written.at("loss").get<double>()).epsilon(1e-3));
  CHECK(j.at("recall") == 1.0);
  CHECK(j.at("per_class").at("low").at("threshold") == info.class_thresholds[1]);
  CHECK(j.at("confusion")[0].size() == 2);
  CHECK(j.at("confusion")[0][0].size() == 2);
  // one threshold for all classes, from the command line
  const auto strict =
      run_trainer({"evaluate", "--model", out, "--device", "cpu", "--json", "--threshold", "1"});
  CHECK(nlohmann::json::parse(strict.out).at("recall") == 0.0);

  // a manifest with only one of the two classes
  write_file(folder.file("low.csv"), "path,label\nclips/s1-0.wav,low\nclips/s3-0.wav,\n");
  const auto one = run_trainer({"evaluate", "--model", out, "--manifest", folder.file("low.csv"),
                                "--part", "all", "--device", "cpu", "--json"});
  CAPTURE(one.err);
  REQUIRE(one.code == 0);
  CHECK(nlohmann::json::parse(one.out).at("per_class").at("low").at("clips") == 1);
  CHECK(nlohmann::json::parse(one.out).at("per_class").at("low").at("recall") == 1.0);

  const std::string said = run_trainer({"info", "--model", out}).out;
  CHECK(said.find("any number of the classes") != std::string::npos);
  CHECK(said.find("threshold of low: ") != std::string::npos);
  const auto text = run_trainer({"evaluate", "--model", out, "--device", "cpu"});
  CHECK(text.out.find("macro F1           1.0000") != std::string::npos);
}

TEST_CASE("each fold of a multi-label run is evaluated with its own thresholds") {
  const TemporaryFolder folder("labels-folds");
  const std::string config = write_tiny_labels(folder.path(), 8, 24);
  const auto result =
      run_trainer({"--config", config, "--device", "cpu", "--folds", "2", "--set",
                   "/data/split/validation=0.25", "--set", "/train/decision/aim=best_f1"});
  CAPTURE(result.err);
  REQUIRE(result.code == 0);
  const auto table = rows(folder.file("results/tiny-folds/folds.csv"));
  REQUIRE(table.size() == 5);
  CHECK(table[2].at(0) == "all");
  CHECK(table[2].at(1) == "72");
}

TEST_CASE("trainer check counts the clips of each class, and those without a class") {
  const TemporaryFolder folder("labels-check");
  const auto checked = run_trainer(
      {"check", "--config", write_tiny_labels(folder.path(), 1), "--device", "cpu", "--sources"});
  REQUIRE(checked.code == 0);
  for (const char* line : {"class high: 24 clips of 8 sources", "class low: 24 clips of 8 sources",
                           "class (none): 12 clips of 4 sources", "high+low; 16000"})
    CHECK(checked.out.find(line) != std::string::npos);
}

TEST_CASE("backgrounds need clips without a class") {
  const TemporaryFolder folder("labels-mix");
  const std::string config = write_tiny_labels(folder.path(), 1);
  std::string manifest = read_file(folder.file("data/clips.csv")), kept;
  std::istringstream lines(manifest);
  for (std::string line; std::getline(lines, line);)
    if (!line.ends_with(",")) kept += line + "\n";
  write_file(folder.file("data/clips.csv"), kept);
  const auto result = run_trainer(
      {"--config", config, "--device", "cpu", "--set", "/train/augment={\"fill\": 0.5}"});
  CAPTURE(result.err);
  CHECK(result.code == 3);
  CHECK(result.err.find("backgrounds need training clips without a class") != std::string::npos);
}

TEST_CASE("balanced weights: clips with a class and clips without it have the same total weight") {
  ClipSet set;
  set.classes = {"a", "b"};
  set.task = Task::multi_label;
  for (const std::int32_t label : {0, 1, 1, 3, 2}) {
    set.clips.emplace_back();
    set.clips.back().label = label;
  }
  CHECK(balanced_weights(set, {0, 1, 2, 3}) ==
        std::vector<float>{4 / 2.0f, 4 / 6.0f, 4 / 6.0f, 4 / 2.0f});
  CHECK(balanced_weights(set, {1, 3}) ==
        std::vector<float>{0, 0.5f, 1, 1});  // every clip has class a
  set.task = Task::categorical;
  set.clips[3].label = 0;
  CHECK(balanced_weights(set, {0, 1, 2, 3}) == std::vector<float>{1, 1});
}

TEST_CASE(
    "balanced sampling draws a clip for each of its classes; clips without a class are a class") {
  ClipSet set;
  set.classes = {"a", "b"};
  set.task = Task::multi_label;
  const std::vector<std::int32_t> labels = {0, 0, 0, 0, 0, 0,
                                            0, 0, 0, 1, 1, 3};  // only one clip has class b
  std::vector<std::int32_t> clips;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    set.clips.emplace_back();
    set.clips.back().label = labels[i];
    clips.push_back(static_cast<std::int32_t>(i));
  }
  std::ptrdiff_t twice_drawn = 0;
  for (int epoch = 1; epoch <= 3; ++epoch) {
    const std::vector<std::int32_t> order = balanced(set, clips, 3, epoch);
    REQUIRE(order.size() == 12);
    const auto drawn = [&](std::int32_t label) {
      return std::count_if(order.begin(), order.end(), [&](std::int32_t clip) {
        return labels[static_cast<std::size_t>(clip)] == label;
      });
    };
    CHECK(drawn(0) == 4);
    CHECK(drawn(1) + drawn(3) == 8);
    twice_drawn += drawn(3);
  }
  CHECK(twice_drawn == 12 + 4);  // every draw of b, and a third of the draws of a
}
