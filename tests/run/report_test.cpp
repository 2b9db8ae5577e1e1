// The report page of a run describes what the run decided and did.
#include <fmt/format.h>
#include <catch2/catch_test_macros.hpp>

#include "base/files.h"
#include "model/model_info.h"
#include "run/run.h"
#include "support/temporary_folder.h"
#include "support/tiny_run.h"

using namespace canopy;
using namespace canopy::test;

namespace {

void run_tiny(const std::string& config, const std::vector<std::string>& settings) {
  RunRequest request;
  request.config_path = config;
  request.device = "cpu";
  request.threads = 2;
  for (const std::string& setting : settings) request.overrides.push_back(parse_override(setting));
  REQUIRE(run_job(request) == 0);
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the page gives the threshold, the weights and the counting that the model stores") {
  const TemporaryFolder folder("page");
  const std::string config = write_tiny_run(folder.path(), 8, 9);
  const std::string whole = read_file(folder.file("data/long/rec 9.wav"));
  write_file(folder.file("data/long/cut.wav"), whole.substr(0, whole.size() / 2));
  run_tiny(config,
           {"/data/split/train=0.5", "/data/split/validation=0.25", "/train/average_decay=0.8",
            "/train/decision/aim=best_f1", "/scan/step_s=0.1", "/scan/counting/method=peaks",
            "/scan/tune={\"recordings\": 8, \"recording_s\": 20}"});
  const std::string out = folder.file("results/tiny/");
  const std::string model = out + "model.safetensors";
  const ModelInfo info = read_model_info(SafetensorsFile(model).metadata(), model);
  REQUIRE(info.threshold != 0.5);
  const std::string page = read_file(out + "report.html");
  CHECK(contains(page, fmt::format("if its score is above {:.6g}", info.threshold)));
  CHECK(contains(page, fmt::format("score above {:.6g} is a call", info.config.scan->threshold)));
  CHECK_FALSE(contains(page, "consecutive windows"));
  CHECK(contains(page, "model.safetensors holds the moving average of the weights"));
  CHECK(contains(page, "href=\"tune.json\""));
  CHECK_FALSE(contains(page, "50 %"));  // data.split.train; the page gives the actual parts

  // a truncated recording is not listed as an excluded clip
  CHECK(contains(page, "cut.wav<span class=\"small\">only partly read"));
  CHECK(contains(page, "No clip is damaged: all could be read completely."));
  CHECK(contains(read_file(out + "bad_files.csv"), "cut.wav"));
}

TEST_CASE("the page of a fold gives its number; without recordings it has no scan section") {
  const TemporaryFolder folder("page-fold");
  const std::string config = write_tiny_run(folder.path(), 1);
  run_tiny(config, {"/data/split/folds=3", "/data/split/fold=1", "/scan/recordings=\"\""});
  const std::string page = read_file(folder.file("results/tiny/report.html"));
  CHECK(contains(page, "tested on fold 2 of 3; 24 train, 12 test clips"));
  CHECK_FALSE(contains(page, "70 %"));
  CHECK_FALSE(contains(page, "id=\"recordings\""));
  CHECK_FALSE(contains(page, "href=\"results.csv\""));
}
