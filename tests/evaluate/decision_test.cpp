// Thresholds and temperatures that can be computed by hand.
#include "evaluate/decision.h"

#include <cmath>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "evaluate/calibration.h"
#include "evaluate/clips.h"
#include "evaluate/evaluation.h"
#include "evaluate/threshold.h"

using namespace canopy;
using canopy::test::binary_clips;
using Catch::Approx;

namespace {

TrainConfig config_with(DecisionAim aim, bool calibrate = false, double precision = 0.95) {
  TrainConfig train;
  train.threshold = 0.5;
  train.decision.aim = aim;
  train.decision.precision = precision;
  train.decision.calibrate = calibrate;
  return train;
}

PartMetrics metrics_at(const Scored& scored, double threshold) {
  return evaluate(scored, threshold).metrics;
}

}  // namespace

TEST_CASE("separated classes: the threshold is halfway between them") {
  CHECK(best_f1_threshold(binary_clips({-5, -2, 3, 8}, {0, 0, 1, 1})) == 0.5);
  CHECK(precision_threshold(binary_clips({-5, -2, 3, 8}, {0, 0, 1, 1}), 0.95) == 0.5);
}

TEST_CASE("the best F1 by hand") {
  // + + - + - - -: the top 4 give 6 / 7, the top 2 give 4 / 5
  const Scored scored = binary_clips({6, 5, 4, 3, 2, 1, 0}, {1, 1, 0, 1, 0, 0, 0});
  CHECK(best_f1_threshold(scored) == 2.5);
  const Decision d = choose_decision(scored, config_with(DecisionAim::best_f1));
  CHECK(d.reached);
  CHECK(d.temperature == 1);
  CHECK(d.threshold == Approx(1 / (1 + std::exp(-2.5))));
  CHECK(metrics_at(scored, d.threshold).f1 == Approx(6.0 / 7));
}

TEST_CASE("ties: the middle of the widest range") {
  // + - - - + + -: the top 1 gives an F1 of 2 / 4, the top 6 give 6 / 9, all 7 give 6 / 10
  const std::vector<std::int32_t> labels = {1, 0, 0, 0, 1, 1, 0};
  CHECK(best_f1_threshold(binary_clips({9, 5, 4, 3, 2, 1, -6}, labels)) == -2.5);
  // + - - +: the top 1 gives 2 / 3, and all 4 give 4 / 6, which is the same
  const std::vector<std::int32_t> ends = {1, 0, 0, 1};
  CHECK(best_f1_threshold(binary_clips({8, 1, 0.5f, 0}, ends)) == 4.5);
  // predicting all clips positive: a margin of 1 below the lowest logit
  CHECK(best_f1_threshold(binary_clips({4, 3.5f, 2, 0}, ends)) == -0.5);
}

TEST_CASE("clips with equal scores are never separated") {
  // (+ -) (+ -): the top 2 give 2 / 4, all 4 give 4 / 6
  CHECK(best_f1_threshold(binary_clips({2, 2, 1, 1}, {1, 0, 1, 0})) == 0.5);
  // (+ +) (- -) and (+ + -) (-)
  CHECK(best_f1_threshold(binary_clips({2, 2, 1, 1}, {1, 1, 0, 0})) == 1.5);
  CHECK(best_f1_threshold(binary_clips({2, 2, 2, 1}, {1, 1, 0, 0})) == 1.5);
}

TEST_CASE("adjacent cuts that tie form one range") {
  // + (+ - -) -: the top 1 gives 2 / 3, the top 4 give 4 / 6: one range from -20 to 8
  const std::vector<float> logits = {8, 3, 3, 3, -20};
  CHECK(best_f1_threshold(binary_clips(logits, {1, 1, 0, 0, 0})) == -6);
}

TEST_CASE("precision aim: the highest recall with at least that precision") {
  // + + - + + - -
  const Scored scored = binary_clips({7, 6, 5, 4, 3, 2, 1}, {1, 1, 0, 1, 1, 0, 0});
  CHECK(precision_threshold(scored, 0.9) == 5.5);   // 2 of 2
  CHECK(precision_threshold(scored, 0.8) == 2.5);   // 4 of 5
  CHECK(precision_threshold(scored, 0.79) == 2.5);  // not 4 of 6
  CHECK(precision_threshold(scored, 0.6) == 2.5);   // equal recall: the higher precision
  const Decision d = choose_decision(scored, config_with(DecisionAim::precision, false, 0.9));
  CHECK(metrics_at(scored, d.threshold).precision == 1);
  CHECK(metrics_at(scored, d.threshold).recall == 0.5);
}

TEST_CASE("an aim that cannot be reached is reported, and the config's threshold is kept") {
  const Scored reversed = binary_clips({3, 1}, {0, 1});
  CHECK_FALSE(precision_threshold(reversed, 0.9).has_value());
  const Decision d = choose_decision(reversed, config_with(DecisionAim::precision, false, 0.9));
  CHECK_FALSE(d.reached);
  CHECK(d.threshold == 0.5);
  CHECK(d.summary.find("no threshold reaches") != std::string::npos);
  CHECK_FALSE(best_f1_threshold(binary_clips({3, 1}, {0, 0})).has_value());
  CHECK_FALSE(best_f1_threshold(binary_clips({}, {})).has_value());
  CHECK(
      choose_decision(binary_clips({}, {}), config_with(DecisionAim::best_f1, true)).temperature ==
      1);
}

TEST_CASE("a fixed aim keeps the config's threshold") {
  TrainConfig train = config_with(DecisionAim::fixed);
  train.threshold = 0.7;
  const Decision d = choose_decision(binary_clips({-5, -2, 3, 8}, {0, 0, 1, 1}), train);
  CHECK(d.threshold == 0.7);
  CHECK(d.temperature == 1);
  CHECK(d.reached);
}

TEST_CASE("an extreme threshold can still be exceeded") {
  const Scored scored = binary_clips({40, 30, 20, -30}, {1, 1, 0, 0});
  const Decision d = choose_decision(scored, config_with(DecisionAim::best_f1));
  CHECK(static_cast<float>(d.threshold) < 1.0f);
  CHECK(metrics_at(scored, d.threshold).recall == 1);
}

TEST_CASE("a threshold applies to calibrated probabilities and gives the same predictions") {
  const Scored mild = test::noisy_sources(40, 6, 3);
  Scored scored;  // overconfident and biased upwards
  scored.classes = mild.classes;
  scored.task = Task::binary;
  for (std::size_t i = 0; i < mild.clips.size(); ++i) {
    const float logit = 4 * mild.logits[i] + 2;
    scored.add(mild.clips[i].name, mild.clips[i].group, mild.clips[i].label, &logit);
  }
  const Decision plain = choose_decision(scored, config_with(DecisionAim::best_f1));
  const Decision calibrated = choose_decision(scored, config_with(DecisionAim::best_f1, true));
  CHECK(calibrated.temperature > 2);
  const double logit_at = std::log(plain.threshold / (1 - plain.threshold));
  CHECK(std::fabs(logit_at) > 0.1);
  CHECK(calibrated.threshold ==
        Approx(1 / (1 + std::exp(-logit_at / calibrated.temperature))).epsilon(1e-9));
  Scored calibrated_scores;
  calibrated_scores.classes = scored.classes;
  calibrated_scores.task = Task::binary;
  calibrated_scores.temperature = calibrated.temperature;
  for (std::size_t i = 0; i < scored.clips.size(); ++i) {
    const auto logit = static_cast<float>(double{scored.logits[i]} / calibrated.temperature);
    calibrated_scores.add(scored.clips[i].name, scored.clips[i].group, scored.clips[i].label,
                          &logit);
  }
  CHECK(confusion_of(calibrated_scores, calibrated.threshold) ==
        confusion_of(scored, plain.threshold));
  // choosing again on the calibrated scores changes nothing
  const Decision again =
      choose_decision(calibrated_scores, config_with(DecisionAim::best_f1, true));
  CHECK(again.temperature == Approx(calibrated.temperature).epsilon(1e-5));
  CHECK(again.threshold == Approx(calibrated.threshold).epsilon(1e-5));
}

TEST_CASE("labels drawn from sigmoid(z / 3) give a temperature of 3") {
  std::vector<float> logits;
  std::vector<std::int32_t> labels;
  for (std::uint64_t i = 0; i < 20000; ++i) {
    const Philox4 w = philox(5, i, 0);
    const float z = 16 * uniform01(w.v[0]) - 8;
    logits.push_back(z);
    labels.push_back(uniform01(w.v[1]) < 1 / (1 + std::exp(-z / 3)));
  }
  const Scored scored = binary_clips(logits, labels);
  const double t = fit_temperature(scored);
  CHECK(t == Approx(3).epsilon(0.05));
  CHECK(mean_log_loss(scored, t) < mean_log_loss(scored, 1));
  CHECK(reliability_of(scored, t).expected_error < 0.02);
  CHECK(reliability_of(scored, 1).expected_error > 0.05);
  // it is the minimum among nearby temperatures
  for (const double other : {0.8 * t, 0.95 * t, 1.05 * t, 1.2 * t})
    CHECK(mean_log_loss(scored, t) < mean_log_loss(scored, other));
}

TEST_CASE("a score on the edge of two bins is in the lower one; 0 and 1 are in the outer bins") {
  const Reliability r = reliability_of(binary_clips({0, 800, -800}, {1, 1, 0}), 1);
  REQUIRE(r.bins.size() == 10);
  CHECK(r.bins[4].clips == 1);
  CHECK(r.bins[9].clips == 1);
  CHECK(r.bins[0].clips == 1);
  CHECK(r.expected_error == Approx(0.5 / 3));
}

TEST_CASE("perfectly separated clips do not give an extreme temperature") {
  std::vector<float> logits;
  std::vector<std::int32_t> labels;
  for (int i = 0; i < 60; ++i) {
    logits.push_back(i % 3 == 0 ? 6.0f : -6.0f);
    labels.push_back(i % 3 == 0);
  }
  const double t = fit_temperature(binary_clips(logits, labels));
  CHECK(t > 1);
  CHECK(t < 3);
}

TEST_CASE("the temperature stays within its limits") {
  std::vector<float> tiny, wrong;
  std::vector<std::int32_t> labels;
  for (int i = 0; i < 40; ++i) {
    labels.push_back(i % 2);
    tiny.push_back(i % 2 == 1 ? 1e-3f : -1e-3f);
    wrong.push_back(i % 2 == 1 ? -9.0f : 9.0f);
  }
  CHECK(fit_temperature(binary_clips(tiny, labels)) == Approx(min_temperature));
  CHECK(fit_temperature(binary_clips(wrong, labels)) == Approx(max_temperature));
}
