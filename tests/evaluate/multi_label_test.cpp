// Multi-label: each class is a binary decision; the main metrics are computed over all pairs of a
// clip and a class.
#include <cmath>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "evaluate/clips.h"
#include "evaluate/counts.h"
#include "evaluate/decision.h"
#include "evaluate/evaluation.h"
#include "ops/math/metrics.h"

using namespace canopy;
using canopy::test::binary_clips;
using canopy::test::noisy_sources;
using Catch::Approx;

namespace {

/// Two binary sets of the same clips, combined into a multi-label set with two classes.
Scored combined(const Scored& a, const Scored& b) {
  Scored scored;
  scored.classes = {"frog", "owl"};
  scored.task = Task::multi_label;
  for (std::size_t i = 0; i < a.clips.size(); ++i) {
    const float logits[] = {a.logits[i], b.logits[i]};
    scored.add(a.clips[i].name, a.clips[i].group, a.clips[i].label + 2 * b.clips[i].label, logits);
  }
  return scored;
}

const std::vector<float> frog_logits = {4, 3, -1, -2, -3, 1}, owl_logits = {2, -4, 1, -1, -5, -2};
const std::vector<std::int32_t> frogs = {1, 1, 1, 0, 0, 0}, owls = {1, 0, 0, 1, 0, 0};

Scored frog() {
  return binary_clips(frog_logits, frogs, {"x", "x", "y", "y", "z", "z"});
}
Scored owl() {
  return binary_clips(owl_logits, owls, {"x", "x", "y", "y", "z", "z"});
}

}  // namespace

TEST_CASE("metrics of a multi-label set, by hand") {
  const Scored scored = combined(frog(), owl());
  const Evaluation e = evaluate(scored, 0.5);
  // frog: 2 of 3 found, 1 false positive; owl: 1 of 2 found, 1 false positive
  CHECK(e.metrics.confusion == std::vector<std::int64_t>{2, 1, 1, 2, 3, 1, 1, 1});
  CHECK((e.metrics.tp == 3 && e.metrics.fp == 2 && e.metrics.fn == 2 && e.metrics.tn == 5));
  CHECK(e.metrics.precision == Approx(3.0 / 5));
  CHECK(e.metrics.recall == Approx(3.0 / 5));
  CHECK(e.metrics.f1 == Approx(0.6));
  CHECK(e.metrics.accuracy == Approx(8.0 / 12));
  CHECK(e.macro.precision == Approx((2.0 / 3 + 1.0 / 2) / 2));
  CHECK(e.macro.recall == Approx((2.0 / 3 + 1.0 / 2) / 2));
  CHECK(e.macro.f1 == Approx((2.0 / 3 + 1.0 / 2) / 2));
  const Evaluation a = evaluate(frog(), 0.5), b = evaluate(owl(), 0.5);
  CHECK(e.metrics.loss == Approx((a.metrics.loss + b.metrics.loss) / 2));
  CHECK(e.metrics.average_precision ==
        Approx((a.metrics.average_precision + b.metrics.average_precision) / 2));
  CHECK(e.metrics.roc_auc == Approx((a.metrics.roc_auc + b.metrics.roc_auc) / 2));
  REQUIRE(e.curves.size() == 2);
  CHECK(e.curves[1].average_precision == b.curves[0].average_precision);
  CHECK((e.curves[1].positives == 2 && e.curves[1].negatives == 4));
  CHECK(e.calibration.nll == Approx(e.metrics.loss));
  const auto json = nlohmann::json::parse(evaluation_json(e));
  CHECK(json.at("confusion") == nlohmann::json::parse("[[[2,1],[1,2]],[[3,1],[1,1]]]"));
  CHECK(json.at("macro").at("recall").get<double>() == Approx(7.0 / 12));
  CHECK(json.at("per_class").at("owl").at("threshold") == 0.5);
  CHECK(json.at("per_class").at("owl").at("clips") == 2);
}

TEST_CASE("each class has its own threshold") {
  const Scored scored = combined(frog(), owl());
  const double above_1 = 1 / (1 + std::exp(-1.5)), above_minus_2 = 1 / (1 + std::exp(1.5));
  const Evaluation e = evaluate(scored, Thresholds(0.5, {above_1, above_minus_2}));
  CHECK(e.metrics.confusion == std::vector<std::int64_t>{3, 0, 1, 2, 3, 1, 0, 2});
  CHECK(predicted_label(scored, 0, {0.5, {above_1, above_minus_2}}) == 3);
  CHECK(predicted_label(scored, 3, {0.5, {above_1, above_minus_2}}) == 2);
  CHECK_FALSE(is_predicted_as(scored, 5, 0, {0.5, {above_1, above_minus_2}}));
  const auto json = nlohmann::json::parse(evaluation_json(e));
  CHECK(json.at("per_class").at("frog").at("threshold") == above_1);
}

TEST_CASE("sources and mistakes count pairs of a clip and a class") {
  const Evaluation e = evaluate(combined(frog(), owl()), 0.5);
  REQUIRE(e.sources.size() == 3);
  CHECK(e.sources[0].group == "y");  // clip 2: frog missed, owl wrong; clip 3: owl missed
  CHECK((e.sources[0].positives == 2 && e.sources[0].tp == 0 && e.sources[0].fn == 2));
  CHECK(e.sources[0].fp == 1);
  CHECK(e.sources[0].false_positive_rate == 0.5);
  CHECK(e.sources[0].mean_score == Approx(1 / (1 + std::exp(1.0))));
  CHECK(e.sources[1].group == "z");
  CHECK(e.sources[1].positives == 0);
  CHECK(std::isnan(e.sources[1].mean_score));
  CHECK(e.sources[1].false_positive_rate == 0.25);
  REQUIRE(e.mistakes.size() == 3);
  CHECK(e.mistakes[0].name == "clip2.wav");
  CHECK((e.mistakes[0].label == 1 && e.mistakes[0].predicted == 2));
  const auto json = nlohmann::json::parse(evaluation_json(e));
  CHECK(json.at("mistakes")[0].at("label") == "frog");
  CHECK(json.at("mistakes")[0].at("predicted") == "owl");
  CHECK(json.at("mistakes")[1].at("predicted") == "");  // clip3: an owl, predicted as nothing
  CHECK(json.at("mistakes")[1].at("score").get<double>() == Approx(1 / (1 + std::exp(1.0))));
}

TEST_CASE("a mistake's score is that of the class with the logit furthest on the wrong side") {
  const auto score = [](float frog_logit, float owl_logit, std::int32_t label) {
    const Scored scored =
        combined(binary_clips({frog_logit}, {label & 1}), binary_clips({owl_logit}, {label >> 1}));
    return worst_mistakes(scored, 0.5).at(0).score;
  };
  CHECK(score(3, 2, 0) == Approx(1 / (1 + std::exp(-3.0))));
  CHECK(score(2, 3, 0) == Approx(1 / (1 + std::exp(-3.0))));
  CHECK(score(-4, 3, 1) == Approx(1 / (1 + std::exp(4.0))));
  CHECK(score(9, 3, 1) == Approx(1 / (1 + std::exp(-3.0))));  // the frog is correct
}

TEST_CASE("each class gets the threshold that it would get alone") {
  const Scored a = noisy_sources(30, 4, 1);
  Scored b = noisy_sources(30, 4, 9);
  for (float& z : b.logits) z += 1.25f;
  TrainConfig train;
  train.decision.aim = DecisionAim::best_f1;
  const Scored scored = combined(a, b);
  const Decision d = choose_decision(scored, train);
  REQUIRE(d.class_thresholds.size() == 2);
  CHECK(d.reached);
  CHECK(d.class_thresholds[0] == choose_decision(a, train).threshold);
  CHECK(d.class_thresholds[1] == choose_decision(class_pairs(scored, 1), train).threshold);
  CHECK(d.class_thresholds[1] > d.class_thresholds[0]);

  train.decision.calibrate = true;  // thresholds apply to the calibrated probabilities
  const Decision calibrated = choose_decision(scored, train);
  CHECK(calibrated.temperature != 1);
  const Scored after = at_temperature(scored, calibrated.temperature);
  CHECK(confusion_of(after, {0.5, calibrated.class_thresholds}) ==
        confusion_of(scored, {0.5, d.class_thresholds}));

  // a class without clips cannot get one
  Scored none = combined(a, b);
  for (ScoredClip& clip : none.clips) clip.label &= 1;
  train.decision.calibrate = false;
  const Decision partly = choose_decision(none, train);
  CHECK_FALSE(partly.reached);
  CHECK(partly.class_thresholds[0] == d.class_thresholds[0]);
  CHECK(partly.class_thresholds[1] == 0.5);
  CHECK(partly.summary.find("no threshold reaches this for owl") != std::string::npos);
  CHECK(choose_decision(scored, TrainConfig()).class_thresholds.empty());
}

TEST_CASE("the temperature of a multi-label set maximises the likelihood of its pairs") {
  const Scored scored = combined(noisy_sources(30, 4, 1), noisy_sources(30, 4, 9));
  const double best = fit_temperature(scored);
  CHECK(mean_log_loss(scored, best) <= mean_log_loss(scored, best * 1.1) + 1e-4);
  CHECK(mean_log_loss(scored, best) <= mean_log_loss(scored, best / 1.1) + 1e-4);
  double loss = 0;
  for (const ScoredClip& clip : scored.clips) loss += clip.loss;
  CHECK(mean_log_loss(scored, 1) == Approx(loss / 120));
  std::int64_t pairs = 0;
  for (const ReliabilityBin& bin : reliability_of(scored, 1).bins) pairs += bin.clips;
  CHECK(pairs == 2 * 120);
}

TEST_CASE("intervals of a multi-label set contain its metrics") {
  const Scored scored = combined(noisy_sources(40, 3, 2), noisy_sources(40, 3, 5));
  const Evaluation e = evaluate(scored, 0.5);
  REQUIRE(e.intervals);
  const auto holds = [](const Interval& i, double value) {
    return i.low < value && value < i.high && i.high - i.low < 0.4;
  };
  CHECK(holds(e.intervals->precision, e.metrics.precision));
  CHECK(holds(e.intervals->recall, e.metrics.recall));
  CHECK(holds(e.intervals->f1, e.metrics.f1));
  CHECK(holds(e.intervals->average_precision, e.metrics.average_precision));

  // in the micro average a rare class counts only by its few pairs: it is always missed here, so
  // the mean of the two recalls would be at most 0.5
  std::vector<float> low(scored.clips.size(), -5);
  std::vector<std::int32_t> rare(scored.clips.size());
  for (std::size_t i = 0; i < rare.size(); i += 30) rare[i] = 1;
  const Evaluation r = evaluate(combined(noisy_sources(40, 3, 2), binary_clips(low, rare)), 0.5);
  REQUIRE(r.intervals);
  CHECK(r.intervals->recall.low > 0.5);
}

TEST_CASE("metrics of an epoch from the counters of a multi-label network") {
  MetricsCounts counts;
  counts.loss_sum = 6;
  counts.items = 10;
  counts.confusion = {6, 1, 1, 2, 9, 1, 0, 0};  // the second class has no clips
  counts.positives.assign(2 * score_bins, 0);
  counts.negatives.assign(2 * score_bins, 0);
  counts.positives[900] = 3;
  counts.negatives[100] = 6;
  counts.negatives[950] = 1;
  counts.negatives[score_bins + 5] = 10;
  const PartMetrics m = part_metrics(counts, 2, Task::multi_label);
  CHECK(m.loss == Approx(0.6));
  CHECK((m.tp == 2 && m.fp == 2 && m.tn == 15 && m.fn == 1));
  CHECK(m.precision == Approx(0.5));
  CHECK(m.recall == Approx(2.0 / 3));
  CHECK(m.accuracy == Approx(17.0 / 20));
  CHECK(m.roc_auc == Approx(6.0 / 7));  // only of the first class
  CHECK(m.average_precision == Approx((1.0 / 2 + 2.0 / 3 + 3.0 / 4) / 3));
}
