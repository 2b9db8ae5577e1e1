// Peaks of a score over time: what is one call, what is two, and how far a call extends.
#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "scan/calls.h"
#include "scan/peaks.h"

using namespace canopy;
using Catch::Matchers::WithinAbs;

namespace {

constexpr double step_s = 0.25;

struct Bump {
  double at_s, height, half_width_s;  // a triangle on a floor of -5
};

/// A curve of logits, one value every step_s from 0 s.
std::vector<double> curve(double seconds, const std::vector<Bump>& bumps) {
  std::vector<double> values;
  for (double t = 0; t <= seconds; t += step_s) {
    double value = -5;
    for (const Bump& b : bumps)
      value = std::max(value, b.height - std::abs(t - b.at_s) * (b.height + 5) / b.half_width_s);
    values.push_back(value);
  }
  return values;
}

PeaksConfig plain() {
  PeaksConfig config;
  config.valley = 1;
  config.min_distance_s = 0;
  return config;
}

/// The peaks for a high threshold of 2 and a low threshold of 0.
std::vector<Peak> peaks(const std::vector<double>& values, const PeaksConfig& config = plain()) {
  PeakFinder finder(step_s, 2, 0, config);
  for (std::size_t i = 0; i < values.size(); ++i)
    finder.add(step_s * static_cast<double>(i), values[i]);
  return finder.finish();
}

}  // namespace

TEST_CASE("logit_of and probability_of are inverse functions, and logits are finite") {
  for (double p : {0.001, 0.25, 0.5, 0.9, 0.999999})
    CHECK_THAT(probability_of(logit_of(p)), WithinAbs(p, 1e-12));
  CHECK(logit_of(0) == -16);
  CHECK(logit_of(1) == 16);
  CHECK(logit_of(std::numeric_limits<double>::quiet_NaN()) == -16);
}

TEST_CASE("a call extends as far as the curve is above the low threshold") {
  const auto found = peaks(curve(20, {{10, 5, 2}}));
  REQUIRE(found.size() == 1);
  CHECK(found[0].peak_s == 10);
  CHECK(found[0].peak == 5);
  CHECK(found[0].start_s == 9.25);  // above 0 within 1 s of the middle
  CHECK(found[0].end_s == 10.75);
}

TEST_CASE("a peak below the high threshold is not a call, whatever the low threshold is") {
  CHECK(peaks(curve(20, {{10, 1.9, 2}})).empty());
  CHECK(peaks(curve(20, {{10, 2.0, 2}})).empty());  // strictly above
  CHECK(peaks({}).empty());
}

TEST_CASE("two peaks are two calls if the curve falls far enough between them") {
  const std::vector<double> close = curve(20, {{8, 5, 3}, {11, 4, 3}});  // a valley of about -0.3
  PeaksConfig config = plain();
  config.merge_gap_s = 2;  // one region, whatever the valley's depth
  REQUIRE(peaks(close, config).size() == 2);
  CHECK(peaks(close, config)[0].end_s == peaks(close, config)[1].start_s);
  CHECK(peaks(close, config)[0].end_s > 9);
  CHECK(peaks(close, config)[0].end_s < 10.5);
  config.valley = 6;
  const auto one = peaks(close, config);
  REQUIRE(one.size() == 1);
  CHECK(one[0].peak_s == 8);  // the higher one
}

TEST_CASE("of two peaks too close together the higher one is kept, whichever comes first") {
  PeaksConfig config = plain();
  config.min_distance_s = 4;
  for (const bool first_higher : {true, false}) {
    const double a = first_higher ? 5 : 4, b = first_higher ? 4 : 5;
    const auto found = peaks(curve(30, {{8, a, 2}, {11, b, 2}, {20, 3, 2}}), config);
    // separate regions are not compared
    CHECK(found.size() == 3);
    config.merge_gap_s = 3;
    const auto merged = peaks(curve(30, {{8, a, 2}, {11, b, 2}, {20, 3, 2}}), config);
    REQUIRE(merged.size() == 2);
    CHECK(merged[0].peak_s == (first_higher ? 8 : 11));
    CHECK(merged[1].peak_s == 20);
    config.merge_gap_s = 0;
  }
}

TEST_CASE("dips no longer than the merge gap do not end a call") {
  PeaksConfig config = plain();
  config.valley = 100;                                           // never splits a region
  const std::vector<double> dip = {-5, 3, 3, -1, -1, 3, 3, -5};  // below for 0.5 s, 0.75 s apart
  CHECK(peaks(dip, config).size() == 2);
  config.merge_gap_s = 0.5;
  REQUIRE(peaks(dip, config).size() == 1);
  CHECK(peaks(dip, config)[0].start_s == 0.25);
  CHECK(peaks(dip, config)[0].end_s == 1.5);
  config.merge_gap_s = 0.25;
  CHECK(peaks(dip, config).size() == 2);
}

TEST_CASE("short calls are discarded, long ones truncated, and a margin extends calls") {
  PeaksConfig config = plain();
  config.margin_s = 0.5;
  const std::vector<double> values = curve(20, {{10, 5, 2}});
  REQUIRE(peaks(values, config).size() == 1);
  CHECK(peaks(values, config)[0].start_s == 8.75);
  CHECK(peaks(values, config)[0].end_s == 11.25);
  config.max_duration_s = 2;
  CHECK(peaks(values, config)[0].start_s == 9);
  CHECK(peaks(values, config)[0].end_s == 11);
  config.min_duration_s = 2.01;
  CHECK(peaks(values, config).empty());
}

TEST_CASE("smoothing is a moving mean and removes a single spike") {
  std::vector<double> values(81, -5.0);
  values[40] = 4;
  PeaksConfig config = plain();
  CHECK(peaks(values, config).size() == 1);
  config.smoothing_s = 0.5;  // three values
  CHECK(peaks(values, config).empty());
  for (std::size_t i = 38; i <= 42; ++i) values[i] = 3;
  values[40] = 6;
  REQUIRE(peaks(values, config).size() == 1);
  CHECK(peaks(values, config)[0].peak == 4);
  CHECK(peaks(values, config)[0].peak_s == 9.75);
}

TEST_CASE("calls at the very ends of a recording are counted") {
  const auto found = peaks(curve(20, {{0, 5, 2}, {20, 5, 2}}));
  REQUIRE(found.size() == 2);
  CHECK(found[0].peak_s == 0);
  CHECK(found[1].peak_s == 20);
}

TEST_CASE(
    "calls of any curve are ordered, disjoint, contain their peaks and exceed the threshold") {
  std::mt19937 random(7);
  std::normal_distribution<double> normal;
  for (int round = 0; round < 300; ++round) {
    std::vector<double> values;
    double at = 0;
    for (int i = 0; i < 400; ++i) values.push_back(at = 0.9 * at + 2 * normal(random));
    PeaksConfig config = plain();
    config.valley = round % 4;
    config.smoothing_s = 0.5 * (round % 3);
    config.merge_gap_s = 0.5 * (round % 5);
    config.min_distance_s = round % 7 * 0.5;
    const auto found = peaks(values, config);
    for (std::size_t i = 0; i < found.size(); ++i) {
      CHECK(found[i].peak > 2);
      CHECK(found[i].start_s <= found[i].peak_s);
      CHECK(found[i].end_s >= found[i].peak_s);
      if (i > 0) CHECK(found[i].start_s >= found[i - 1].end_s);
    }
  }
}

TEST_CASE("a counter finds and labels the peaks of each class") {
  CountingConfig counting;
  counting.method = CountingMethod::peaks;
  counting.peaks = plain();
  const auto counter = make_call_counter({"frog", "owl"}, Task::categorical, 0.9, counting, step_s);
  for (int i = 0; i < 80; ++i) {
    const float owl = i > 30 && i < 36 ? 0.99f : 0.01f;
    const float frog = i > 60 && i < 64 ? 0.95f : 0.01f;
    const float scores[] = {frog, owl};
    counter->add(scores, step_s * i - 1, step_s * i + 1);
  }
  const auto calls = counter->finish();
  REQUIRE(calls.size() == 2);
  CHECK(calls[0].label == "owl");
  CHECK(calls[0].start_s == 31 * step_s);
  CHECK(calls[0].end_s == 35 * step_s);
  CHECK_THAT(calls[0].score, WithinAbs(0.99, 1e-6));
  CHECK(calls[1].label == "frog");
}

TEST_CASE("a multi-label counter uses each class's threshold, even below the low threshold") {
  CountingConfig counting;
  counting.method = CountingMethod::peaks;
  counting.peaks = plain();
  counting.peaks.low_threshold = 0.5;
  const auto counter = make_call_counter({"frog", "owl"}, Task::multi_label,
                                         Thresholds(0.9, {0.97, 0.1}), counting, step_s);
  for (int i = 0; i < 80; ++i) {
    const bool high = i > 30 && i < 36;
    const float scores[] = {high ? 0.95f : 0.001f, high ? 0.2f : 0.001f};
    counter->add(scores, step_s * i - 1, step_s * i + 1);
  }
  const auto calls = counter->finish();
  REQUIRE(calls.size() == 1);
  CHECK(calls[0].label == "owl");
  CHECK_THAT(calls[0].score, WithinAbs(0.2, 1e-6));
}

TEST_CASE("whether a gap is merged does not depend on its position") {
  PeaksConfig config;
  config.merge_gap_s = 0.4;
  config.valley = 100;  // one call per region
  for (int first = 0; first < 400; ++first) {
    PeakFinder finder(0.2, 1, 0, config);
    for (int i = 0; i < 12; ++i) {
      const bool call = i == 2 || i == 5;  // between them the score is low for 0.4 s
      finder.add(static_cast<double>(first + i) * 3200 / 16000 + 1, call ? 5 : -5);
    }
    CAPTURE(first);
    CHECK(finder.finish().size() == 1);
  }
}
