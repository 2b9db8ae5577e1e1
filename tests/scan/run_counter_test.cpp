// Runs of consecutive hits become calls, as in the notebook.
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "scan/calls.h"

using namespace canopy;

namespace {

constexpr float above = 0.75f, below = 0.25f;  // the threshold of 0.5

/// The calls of a binary model in consecutive windows of three seconds.
std::vector<Detection> binary_calls(const std::vector<float>& scores, double threshold = 0.5) {
  const auto counter = make_run_counter({"other", "capuchin"}, Task::binary, threshold);
  for (std::size_t i = 0; i < scores.size(); ++i)
    counter->add(&scores[i], 3.0 * static_cast<double>(i), 3.0 * static_cast<double>(i + 1));
  return counter->finish();
}

/// The same for a model with three classes; one row of scores per window.
std::vector<Detection> three_class_calls(const std::vector<std::vector<float>>& rows) {
  const auto counter = make_run_counter({"frog", "owl", "rain"}, Task::categorical, 0.5);
  for (std::size_t i = 0; i < rows.size(); ++i)
    counter->add(rows[i].data(), 3.0 * static_cast<double>(i), 3.0 * static_cast<double>(i + 1));
  return counter->finish();
}

void check_call(const Detection& call, double start_s, double end_s, const std::string& label,
                float score) {
  CHECK(call.start_s == start_s);
  CHECK(call.end_s == end_s);
  CHECK(call.label == label);
  CHECK(call.score == static_cast<double>(score));
}

}  // namespace

TEST_CASE("without windows or hits there are no calls") {
  CHECK(binary_calls({}).empty());
  CHECK(binary_calls({0.0f, below, 0.0f}).empty());
}

TEST_CASE("consecutive hits are one call, from the start of the first to the end of the last") {
  const auto calls = binary_calls({below, above, above, above, below, below, above});
  REQUIRE(calls.size() == 2);
  check_call(calls[0], 3, 12, "capuchin", above);
  check_call(calls[1], 18, 21, "capuchin", above);
}

TEST_CASE("one miss separates two calls, also at the ends of a recording") {
  const auto calls = binary_calls({above, below, above});
  REQUIRE(calls.size() == 2);
  check_call(calls[0], 0, 3, "capuchin", above);
  check_call(calls[1], 6, 9, "capuchin", above);
}

TEST_CASE("a hit is strictly above the threshold") {
  const float next = std::nextafter(0.5f, 1.0f);
  CHECK(binary_calls({0.5f}).empty());
  CHECK(binary_calls({next}).size() == 1);
  CHECK(binary_calls({next, 0.5f, next}).size() == 2);  // a score on the threshold ends a run
  CHECK(binary_calls({1.0f, 1.0f}, 1.0).empty());
  CHECK(binary_calls({0.0f}, 0.0).empty());
}

TEST_CASE("a score that is not a number is a miss") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  CHECK(binary_calls({nan}).empty());
  CHECK(binary_calls({above, nan, above}).size() == 2);
}

TEST_CASE("a call keeps the highest score of its windows, wherever that lies") {
  const std::vector<std::vector<float>> runs = {
      {0.9375f, 0.75f, 0.625f}, {0.625f, 0.9375f, 0.75f}, {0.625f, 0.75f, 0.9375f}};
  for (const std::vector<float>& scores : runs) {
    const auto calls = binary_calls(scores);
    REQUIRE(calls.size() == 1);
    check_call(calls[0], 0, 9, "capuchin", 0.9375f);
  }
  // and not that of an earlier call
  const auto calls = binary_calls({0.9375f, below, 0.625f});
  REQUIRE(calls.size() == 2);
  CHECK(calls[1].score == 0.625);
}

TEST_CASE("times are those of the windows, which may overlap or leave gaps") {
  const auto overlapping = make_run_counter({"other", "capuchin"}, Task::binary, 0.5);
  for (double start : {0.0, 0.5, 1.0}) overlapping->add(&above, start, start + 3);
  const auto one = overlapping->finish();
  REQUIRE(one.size() == 1);
  check_call(one[0], 0, 4, "capuchin", above);

  const auto sparse = make_run_counter({"other", "capuchin"}, Task::binary, 0.5);
  for (double start : {10.0, 20.0}) sparse->add(&above, start, start + 3);
  const auto apart = sparse->finish();
  REQUIRE(apart.size() == 1);
  check_call(apart[0], 10, 23, "capuchin", above);
}

TEST_CASE("a run ends where the highest class changes, even without a miss") {
  const auto calls = three_class_calls({{0.75f, 0.125f, 0.125f},
                                        {0.875f, 0.125f, 0.0f},
                                        {0.0f, 0.0625f, 0.9375f},
                                        {0.625f, 0.375f, 0.0f}});
  REQUIRE(calls.size() == 3);
  check_call(calls[0], 0, 6, "frog", 0.875f);
  check_call(calls[1], 6, 9, "rain", 0.9375f);
  check_call(calls[2], 9, 12, "frog", 0.625f);
}

TEST_CASE("only the highest class can be a hit") {
  // no class above the threshold, then one exactly at it: the run of owls ends twice
  const auto calls = three_class_calls({{0.125f, 0.75f, 0.125f},
                                        {0.375f, 0.375f, 0.25f},
                                        {0.125f, 0.875f, 0.0f},
                                        {0.25f, 0.5f, 0.25f},
                                        {0.0f, 1.0f, 0.0f}});
  REQUIRE(calls.size() == 3);
  check_call(calls[0], 0, 3, "owl", 0.75f);
  check_call(calls[1], 6, 9, "owl", 0.875f);
  check_call(calls[2], 12, 15, "owl", 1.0f);
  // the scores need not sum to one
  const auto loud = three_class_calls({{0.75f, 0.875f, 0.625f}});
  REQUIRE(loud.size() == 1);
  CHECK(loud[0].label == "owl");
}

TEST_CASE("in a multi-label model each class has its own runs and threshold") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const auto counter = make_run_counter({"frog", "owl", "rain"}, Task::multi_label,
                                        Thresholds(0.5, {0.5, 0.9, 0.1}));
  const std::vector<std::vector<float>> windows = {
      {0.75f, 0.85f, 0}, {0.875f, 0.95f, 0.125f}, {0.25f, 0.9375f, nan}, {0.625f, 0.1f, 0.25f}};
  for (std::size_t i = 0; i < windows.size(); ++i)
    counter->add(windows[i].data(), 3.0 * static_cast<double>(i), 3.0 * static_cast<double>(i + 1));
  const auto calls = counter->finish();
  REQUIRE(calls.size() == 5);  // ordered by start
  check_call(calls[0], 0, 6, "frog", 0.875f);
  check_call(calls[1], 3, 9, "owl", 0.95f);
  check_call(calls[2], 3, 6, "rain", 0.125f);
  check_call(calls[3], 9, 12, "frog", 0.625f);
  check_call(calls[4], 9, 12, "rain", 0.25f);
}
