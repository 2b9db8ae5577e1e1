// The choice of the counting parameters, on curves whose best parameters are known.
#include <algorithm>
#include <cmath>
#include <random>
#include <stdexcept>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <nlohmann/json.hpp>

#include "scan/peaks.h"
#include "tune/limits.h"
#include "tune/trial.h"
#include "tune/tune.h"

using namespace canopy;
using Catch::Matchers::WithinAbs;

namespace {

/// A curve with bumps above a floor: calls of height `call` and other sounds of height `other`, in
/// logits.
struct Made {
  ScoreCurve curve;
  std::vector<Span> calls;
};

Made made(unsigned seed, double call, double other, double spacing_s, double noise = 0.2) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  Made result;
  result.curve.step_s = 0.2;
  constexpr double length_s = 3;
  std::vector<std::pair<double, double>> bumps;  // middle, height
  for (double at = 2; at + length_s < 118; at += spacing_s) {
    result.calls.push_back({at, at + length_s});
    bumps.emplace_back(at + length_s / 2, call);
  }
  if (spacing_s > 8)
    for (double at = 8; at < 118; at += spacing_s) bumps.emplace_back(at, other);
  for (int i = 0; i < 600; ++i) {
    const double t = 0.2 * i;
    double value = -6;
    for (const auto& [middle, height] : bumps)
      value = std::max(value, height - 4 * std::abs(t - middle));
    result.curve.times_s.push_back(t);
    result.curve.logits.push_back(value + noise * normal(random));
  }
  return result;
}

TuneResult chosen(double call, double other) {
  std::vector<ScoreCurve> curves;
  std::vector<std::vector<Span>> truth;
  for (unsigned i = 0; i < 6; ++i) {
    const Made one = made(i, call, other, i % 2 ? 12 : 3.2);
    curves.push_back(one.curve);
    truth.push_back(one.calls);
  }
  return choose_counting(curves, truth);
}

double logit_threshold(const TuneResult& result) {
  return logit_of(result.chosen.threshold);
}

}  // namespace

TEST_CASE("peaks are matched one to one with calls, as many as possible") {
  CHECK(match_peaks({}, {}).f1() == 1);
  CHECK(match_peaks({{0, 1}}, {}).f1() == 0);
  CHECK(match_peaks({}, {0.5}).f1() == 0);
  const CountScore two = match_peaks({{0, 4}, {3, 6}}, {3.5, 1});
  CHECK(two.matched == 2);  // the peak at 3.5 must be matched with the second call
  CHECK(match_peaks({{0, 4}}, {1, 2, 3}).matched == 1);
  CHECK_THAT(match_peaks({{0, 4}}, {1, 2, 3}).f1(), WithinAbs(0.5, 1e-12));
  CHECK(match_peaks({{0, 10}, {1, 2}}, {1.5, 5}).matched == 2);
  CHECK(match_peaks({{1, 2}}, {0.99, 2.01}).matched == 0);
}

TEST_CASE("one peak in each true call gives an F1 of 1, in any order") {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> uniform(0, 100);
  for (int round = 0; round < 50; ++round) {
    std::vector<Span> calls;
    std::vector<double> peaks;
    for (int i = 0; i < 10; ++i) {
      const double at = uniform(random);
      calls.push_back({at, at + 1});
      peaks.push_back(at + 1);
    }
    std::shuffle(peaks.begin(), peaks.end(), random);
    CHECK(match_peaks(calls, peaks).f1() == 1);
  }
}

TEST_CASE("the threshold is between calls and other sounds, closer to the calls") {
  const TuneResult far = chosen(6, 0);
  CHECK(far.best_f1 == 1);
  CHECK(logit_threshold(far) > 2);
  CHECK(logit_threshold(far) < 5.25);  // at most 2 above the middle, which is 3
  const TuneResult higher = chosen(7, 4);
  CHECK(logit_threshold(higher) > 4);
  CHECK(logit_threshold(higher) < 7);
  CHECK(far.plateau > higher.plateau);
  CHECK(far.trials > 1000);
  CHECK(far.true_calls == 3 * 36 + 3 * 10);
}

TEST_CASE("close calls are counted separately, and calls get a margin") {
  const TuneResult result = chosen(6, 0);
  CHECK(result.chosen.f1 >= 0.99);
  CHECK(result.chosen.peaks.min_distance_s <= 2);
  // a call of 3 s is above the low threshold for about (6 - low) / 2 s
  CHECK(result.chosen.peaks.margin_s > 0);
  CHECK(result.chosen.peaks.low_threshold <= result.chosen.threshold);
}

TEST_CASE("the limits of duration keep a distance from the calls' lengths") {
  const TuneResult result = chosen(6, 0);
  const PeaksConfig& peaks = result.chosen.peaks;
  // calls last 3 s: much shorter ones are discarded, much longer ones truncated
  CHECK(peaks.min_duration_s >= 0.5);
  CHECK(peaks.min_duration_s <= 2);
  CHECK(peaks.max_duration_s >= 5);
  CHECK(peaks.max_duration_s <= 30);
  CHECK(result.chosen.f1 >= 0.99);
}

TEST_CASE("a call whose score drops in the middle is one call if the gap is merged") {
  ScoreCurve curve;
  curve.step_s = 0.2;
  std::vector<Span> calls;
  for (int i = 0; i < 600; ++i) {
    curve.times_s.push_back(0.2 * i);
    curve.logits.push_back(-6);
  }
  for (int at = 20; at + 15 < 600; at += 60) {  // two humps per call, the second one lower
    for (int i = 0; i < 6; ++i) {
      curve.logits[static_cast<std::size_t>(at + i)] = 6;
      curve.logits[static_cast<std::size_t>(at + 8 + i)] = -0.5;
    }
    calls.push_back({0.2 * at, 0.2 * (at + 14)});
  }
  PeaksConfig peaks;
  peaks.low_threshold = probability_of(-1);
  choose_limits({curve}, {calls}, 3, peaks);
  CHECK(peaks.merge_gap_s >= 0.4);
  CHECK(mean_overlap({curve}, {calls}, 3, peaks) > 0.9);
}

TEST_CASE("F1 is listed by ascending threshold, and tune.json has the chosen parameters") {
  const TuneResult result = chosen(6, 0);
  REQUIRE(result.by_threshold.size() > 10);
  for (std::size_t i = 1; i < result.by_threshold.size(); ++i)
    CHECK(result.by_threshold[i].threshold > result.by_threshold[i - 1].threshold);
  CHECK(result.by_threshold.back().f1 < 0.1);  // a logit of 8 is above all peaks
  const auto json = nlohmann::json::parse(tune_json(result));
  CHECK(json.at("chosen").at("threshold") == result.chosen.threshold);
  CHECK(json.at("f1_by_threshold").size() == result.by_threshold.size());
}

TEST_CASE("choosing parameters needs a true call") {
  const Made empty = made(1, 6, 0, 1000);
  CHECK_THROWS_AS(choose_counting({empty.curve}, {{}}), std::invalid_argument);
}
