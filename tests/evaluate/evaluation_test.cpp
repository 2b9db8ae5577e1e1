// Properties of every evaluation, and its files.
#include "evaluate/evaluation.h"

#include <cmath>
#include <limits>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "base/cells.h"
#include "base/error.h"
#include "base/files.h"
#include "evaluate/clips.h"
#include "support/temporary_folder.h"

using namespace canopy;
using canopy::test::binary_clips;
using canopy::test::noisy_sources;
using Catch::Approx;
using nlohmann::json;

namespace {

std::vector<std::vector<std::string>> table(const std::string& path) {
  std::vector<std::vector<std::string>> rows;
  for (const CsvRow& row : csv_rows(read_file(path), path)) rows.push_back(row.cells);
  return rows;
}

Scored by_hand() {
  return binary_clips({3, 2, 1, -1, 2.5f, -2, -3}, {1, 1, 1, 1, 0, 0, 0},
                      {"A", "A", "B", "B", "C", "C", "D"});
}

}  // namespace

TEST_CASE("a model that reproduces the labels is perfect") {
  for (const bool binary : {true, false}) {
    CAPTURE(binary);
    Scored scored;
    scored.classes = {"other", "call"};
    if (!binary) scored.classes.push_back("song");
    scored.task = binary ? Task::binary : Task::categorical;
    for (int i = 0; i < 30; ++i) {
      const auto label = static_cast<std::int32_t>(i % static_cast<int>(scored.classes.size()));
      std::vector<float> logits(scored.outputs(), -15);
      if (!binary || label == 1) logits[binary ? 0 : static_cast<std::size_t>(label)] = 15;
      scored.add("clip" + std::to_string(i), "source" + std::to_string(i), label, logits.data());
    }
    const Evaluation e = evaluate(scored, 0.5);
    for (const double figure : {e.metrics.accuracy, e.metrics.precision, e.metrics.recall,
                                e.metrics.f1, e.metrics.average_precision, e.metrics.roc_auc})
      CHECK(figure == Approx(1).epsilon(1e-15));
    CHECK(e.mistakes.empty());
    CHECK(e.metrics.loss < 1e-6);
    CHECK(e.calibration.reliability.expected_error < 1e-6);
    REQUIRE(e.intervals.has_value());
    CHECK(e.intervals->f1.low == Approx(1).epsilon(1e-15));
    CHECK(e.intervals->roc_auc.low == Approx(1).epsilon(1e-15));
  }
}

TEST_CASE("the order of the clips changes nothing") {
  const Scored scored = noisy_sources(12, 5, 4);
  Scored shuffled;
  shuffled.classes = scored.classes;
  shuffled.task = Task::binary;
  for (std::size_t k = 0; k < scored.clips.size(); ++k) {
    const std::size_t i = k * 37 % scored.clips.size();  // 37 is coprime to the 60 clips
    shuffled.add(scored.clips[i].name, scored.clips[i].group, scored.clips[i].label,
                 &scored.logits[i]);
  }
  json a = json::parse(evaluation_json(evaluate(scored, 0.4)));
  json b = json::parse(evaluation_json(evaluate(shuffled, 0.4)));
  CHECK(a.at("mistakes") == b.at("mistakes"));
  CHECK(a.at("confusion") == b.at("confusion"));
  CHECK(a.at("average_precision").get<double>() ==
        Approx(b.at("average_precision").get<double>()).epsilon(1e-12));
  CHECK(a.at("calibration").at("nll").get<double>() ==
        Approx(b.at("calibration").at("nll").get<double>()).epsilon(1e-12));
}

TEST_CASE("the counts of the sources add up to the total") {
  const Scored scored = by_hand();
  const Evaluation e = evaluate(scored, 0.5);
  REQUIRE(e.sources.size() == 4);
  CHECK(e.sources[0].group ==
        "B");  // one mistake each, sorted by name; then those without mistakes
  CHECK(e.sources[1].group == "C");
  CHECK(e.sources[2].group == "A");
  CHECK(e.sources[3].group == "D");
  const SourceResult& b = e.sources[0];
  CHECK(b.clips == 2);
  CHECK(b.positives == 2);
  CHECK(b.tp == 1);
  CHECK(b.fn == 1);
  CHECK(b.recall == 0.5);
  CHECK(std::isnan(b.false_positive_rate));
  CHECK(b.mean_score == Approx(0.5));  // sigmoid(1) + sigmoid(-1) = 1
  CHECK(e.sources[1].fp == 1);
  CHECK(e.sources[1].false_positive_rate == 0.5);
  CHECK(std::isnan(e.sources[1].recall));
  std::int64_t tp = 0, fp = 0, fn = 0;
  for (const SourceResult& r : e.sources) {
    tp += r.tp;
    fp += r.fp;
    fn += r.fn;
  }
  CHECK(tp == e.metrics.tp);
  CHECK(fp == e.metrics.fp);
  CHECK(fn == e.metrics.fn);
}

TEST_CASE("mistakes are sorted by loss, and their number is limited") {
  const Evaluation e = evaluate(by_hand(), 0.5);
  REQUIRE(e.mistakes.size() == 2);
  CHECK(e.mistakes[0].name == "clip4.wav");  // 2.5 on the wrong side, then 1
  CHECK(e.mistakes[0].label == 0);
  CHECK(e.mistakes[0].predicted == 1);
  CHECK(e.mistakes[0].score == Approx(1 / (1 + std::exp(-2.5))));
  CHECK(e.mistakes[0].loss == Approx(std::log1p(std::exp(2.5))));
  CHECK(e.mistakes[1].name == "clip3.wav");
  const Scored many = noisy_sources(40, 10, 6);
  const auto worst = worst_mistakes(many, 0.5);
  REQUIRE(worst.size() == 10);
  for (std::size_t k = 1; k < worst.size(); ++k) CHECK(worst[k].loss <= worst[k - 1].loss);
  CHECK(worst_mistakes(many, 0.5, 1000).size() > 10);
}

TEST_CASE("the threshold must be exceeded") {
  const Scored scored = binary_clips({0, 0.1f}, {1, 1});
  CHECK(predicted_label(scored, 0, 0.5) == 0);
  CHECK(predicted_label(scored, 1, 0.5) == 1);
  CHECK(predicted_label(scored, 1, 0.6) == 0);
}

TEST_CASE("a score that is not a number is an error with the clip's name") {
  Scored scored = binary_clips({}, {});
  const float bad = std::numeric_limits<float>::quiet_NaN();
  try {
    scored.add("a/b.wav", "b", 1, &bad);
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::not_a_number);
    CHECK(std::string(error.what()).find("a/b.wav") != std::string::npos);
  }
}

TEST_CASE("extreme logits have exact losses") {
  const Scored scored = binary_clips({-80, 80, 40}, {1, 1, 0});
  CHECK(scored.clips[0].loss == 80);
  CHECK(scored.clips[1].loss == Approx(std::exp(-80.0)));
  CHECK(scored.probabilities[2] == 1.0f);
  CHECK(mean_log_loss(scored, 1) == Approx(40));
  CHECK(mean_log_loss(scored, 0.05) == Approx(20 * 40));
  Scored three;
  three.classes = {"a", "b", "c"};
  const float logits[] = {60, 0, 1};
  three.add("x", "x", 0, logits);
  three.add("y", "y", 1, logits);
  CHECK(three.clips[0].loss == Approx(std::exp(-60.0) * (1 + std::exp(1.0))));
  CHECK(three.clips[1].loss == Approx(60));
  CHECK(class_logit(three, 0, 0) == Approx(60 - std::log(1 + std::exp(1.0))));
}

TEST_CASE("evaluation.json and the tables have the results") {
  const test::TemporaryFolder folder("evaluation");
  Evaluation e = evaluate(by_hand(), 0.5);
  e.excluded.emplace_back("bad.wav", "ends early");
  const std::string out = folder.file("made/here");
  write_evaluation(out, e);

  const json j = json::parse(read_file(out + "/evaluation.json"));
  CHECK(j.at("clips") == 7);
  CHECK(j.at("precision").get<double>() == 0.75);
  CHECK(j.at("recall").get<double>() == 0.75);
  CHECK(j.at("confusion") == json({{2, 1}, {1, 3}}));
  CHECK(j.at("classes") == json({"other", "call"}));
  CHECK(j.at("sources") == 4);
  CHECK(j.at("excluded") == 1);
  CHECK(j.at("mistakes").size() == 2);
  CHECK(j.at("mistakes").at(0).at("path") == "clip4.wav");
  CHECK(j.at("mistakes").at(0).at("predicted") == "call");
  CHECK(j.at("temperature") == 1.0);
  for (const char* key : {"precision", "recall", "f1", "average_precision", "roc_auc"})
    CHECK(j.at("intervals").at(key).size() == 2);

  const auto pr = table(out + "/pr_curve.csv"), roc = table(out + "/roc_curve.csv");
  REQUIRE(pr.size() == 8);
  CHECK(pr[0] == std::vector<std::string>{"class", "threshold", "precision", "recall"});
  CHECK(pr[2] == std::vector<std::string>{"call", "0.92414182", "0.5", "0.25"});
  CHECK(pr[7][3] == "1");
  REQUIRE(roc.size() == 8);
  CHECK(roc[7] == std::vector<std::string>{"call", roc[7][1], "1", "1"});
  CHECK(table(out + "/reliability.csv").size() == 11);
  CHECK(table(out + "/sources.csv").at(1) ==
        std::vector<std::string>{"B", "2", "2", "1", "0", "1", "0.5", "", "0.500000015"});
  CHECK(table(out + "/mistakes.csv").at(1).at(0) == "clip4.wav");
}

TEST_CASE("no clips, or one source: undefined values are null or empty") {
  const test::TemporaryFolder folder("nothing");
  write_evaluation(folder.path(), evaluate(binary_clips({}, {}), 0.5));
  const json j = json::parse(read_file(folder.file("evaluation.json")));
  CHECK(j.at("clips") == 0);
  CHECK(j.at("average_precision") == 0.0);
  CHECK(j.at("intervals").is_null());
  CHECK(table(folder.file("pr_curve.csv")).size() == 1);
  CHECK(table(folder.file("mistakes.csv")).size() == 1);
  const json one = json::parse(evaluation_json(evaluate(binary_clips({2, 1}, {1, 1}), 0.5)));
  CHECK(one.at("recall") == 1.0);
  CHECK(one.at("roc_auc") == 0.0);
}
