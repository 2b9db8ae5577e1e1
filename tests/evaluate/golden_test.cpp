// Curves, rankings and calibration against scikit-learn and SciPy; evaluation.json is written by
// tests/golden/make_evaluation.py.
#include <cmath>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "evaluate/clips.h"
#include "evaluate/evaluation.h"
#include "support/places.h"

using namespace canopy;
using Catch::Approx;
using nlohmann::json;

namespace {

json golden(const char* kind) {
  const json cases = json::parse(read_file(test::source_file("tests/golden/evaluation.json")));
  REQUIRE(cases.at(kind).size() >= 2);
  return cases.at(kind);
}

std::vector<double> numbers(const json& list) {
  return list.get<std::vector<double>>();
}

void check_close(const std::vector<double>& got, const std::vector<double>& want) {
  REQUIRE(got.size() == want.size());
  for (std::size_t i = 0; i < got.size(); ++i) CHECK(got[i] == Approx(want[i]).margin(1e-9));
}

Scored scored_of(const json& c) {
  return test::binary_clips(c.at("logits").get<std::vector<float>>(),
                            c.at("labels").get<std::vector<std::int32_t>>());
}

}  // namespace

TEST_CASE("precision, recall, ROC and their areas equal scikit-learn's") {
  for (const json& c : golden("binary")) {
    CAPTURE(c.at("name"));
    const Evaluation e = evaluate(scored_of(c), 0.5);
    CHECK(e.metrics.average_precision == Approx(c.at("average_precision").get<double>()));
    CHECK(e.metrics.roc_auc == Approx(c.at("roc_auc").get<double>()).margin(1e-12));
    CHECK(e.metrics.loss == Approx(c.at("log_loss").get<double>()));
    CHECK(e.calibration.nll == Approx(c.at("log_loss").get<double>()));
    std::vector<double> thresholds, precision, recall, alarms;
    for (const CurvePoint& p : e.curves.at(0).points) {
      thresholds.push_back(p.threshold);
      precision.push_back(p.precision);
      recall.push_back(p.recall);
      alarms.push_back(p.false_positive_rate);
    }
    check_close(thresholds, numbers(c.at("thresholds")));
    check_close(precision, numbers(c.at("precision")));
    check_close(recall, numbers(c.at("recall")));
    check_close(recall, numbers(c.at("true_positive_rate")));
    check_close(alarms, numbers(c.at("false_positive_rate")));
  }
}

TEST_CASE("the reliability curve equals scikit-learn's calibration_curve") {
  for (const json& c : golden("binary")) {
    CAPTURE(c.at("name"));
    const Scored scored = scored_of(c);
    const Reliability r = reliability_of(scored, 1);
    std::vector<double> share, mean;
    double error = 0;
    for (const ReliabilityBin& b : r.bins) {
      if (b.clips == 0) continue;
      share.push_back(b.share);
      mean.push_back(b.mean_score);
      error += std::fabs(b.share - b.mean_score) * static_cast<double>(b.clips) /
               static_cast<double>(scored.clips.size());
    }
    check_close(share, numbers(c.at("calibration_share")));
    check_close(mean, numbers(c.at("calibration_mean")));
    CHECK(r.expected_error == Approx(error).margin(1e-12));
  }
}

TEST_CASE("the temperature is the minimum that SciPy finds") {
  for (const json& c : golden("binary")) {
    CAPTURE(c.at("name"));
    CHECK(fit_temperature(scored_of(c)) == Approx(c.at("temperature").get<double>()).epsilon(1e-5));
  }
}

TEST_CASE("categorical: rankings, losses and temperature equal scikit-learn's and SciPy's") {
  for (const json& c : golden("categorical")) {
    CAPTURE(c.at("name"));
    Scored scored;
    scored.classes = {"a", "b", "c"};
    const auto logits = c.at("logits").get<std::vector<float>>();
    const auto labels = c.at("labels").get<std::vector<std::int32_t>>();
    for (std::size_t i = 0; i < labels.size(); ++i)
      scored.add("clip", "source" + std::to_string(i), labels[i], &logits[3 * i]);
    const Evaluation e = evaluate(scored, 0.5);
    const std::vector<double> want = numbers(c.at("average_precisions"));
    REQUIRE(e.curves.size() == 3);
    for (std::size_t k = 0; k < 3; ++k) CHECK(e.curves[k].average_precision == Approx(want[k]));
    CHECK(e.metrics.average_precision == Approx((want[0] + want[1] + want[2]) / 3));
    CHECK(e.metrics.roc_auc == Approx(c.at("roc_auc").get<double>()));
    CHECK(e.metrics.loss == Approx(c.at("log_loss").get<double>()));
    CHECK(e.calibration.nll == Approx(c.at("log_loss").get<double>()));
    CHECK(fit_temperature(scored) == Approx(c.at("temperature").get<double>()).epsilon(1e-5));
  }
}

TEST_CASE(
    "multi-label: metrics, matrices, losses and temperature equal scikit-learn's and SciPy's") {
  for (const json& c : golden("multi_label")) {
    CAPTURE(c.at("name"));
    Scored scored;
    scored.classes = {"a", "b", "c", "d"};
    scored.task = Task::multi_label;
    const auto logits = c.at("logits").get<std::vector<float>>();
    const auto sets = c.at("sets").get<std::vector<std::vector<int>>>();
    for (std::size_t i = 0; i < sets.size(); ++i) {
      const std::int32_t label = sets[i][0] + 2 * sets[i][1] + 4 * sets[i][2] + 8 * sets[i][3];
      scored.add("clip", "source" + std::to_string(i), label, &logits[4 * i]);
    }
    const Evaluation e = evaluate(scored, Thresholds(0.5, numbers(c.at("thresholds"))));
    CHECK(e.metrics.confusion == c.at("confusion").get<std::vector<std::int64_t>>());
    check_close({e.metrics.precision, e.metrics.recall, e.metrics.f1}, numbers(c.at("micro")));
    check_close({e.macro.precision, e.macro.recall, e.macro.f1}, numbers(c.at("macro")));
    CHECK(e.metrics.average_precision == Approx(c.at("average_precision").get<double>()));
    CHECK(e.metrics.roc_auc == Approx(c.at("roc_auc").get<double>()));
    CHECK(e.metrics.loss == Approx(c.at("log_loss").get<double>()));
    CHECK(e.calibration.nll == Approx(c.at("log_loss").get<double>()));
    CHECK(fit_temperature(scored) == Approx(c.at("temperature").get<double>()).epsilon(1e-5));
  }
}
