#include "train/schedule.h"

#include <algorithm>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "feed/order.h"

using namespace canopy;
using Catch::Matchers::WithinRel;

TEST_CASE("the constant schedule, with and without a linear warm-up") {
  OptimizerConfig optimizer;
  optimizer.learning_rate = 0.5;
  ScheduleConfig schedule;
  CHECK(learning_rate(optimizer, schedule, 1, 10, 40) == 0.5);
  CHECK(learning_rate(optimizer, schedule, 40, 10, 40) == 0.5);
  schedule.warmup_epochs = 2;
  CHECK_THAT(learning_rate(optimizer, schedule, 1, 10, 40), WithinRel(0.025, 1e-12));
  CHECK_THAT(learning_rate(optimizer, schedule, 10, 10, 40), WithinRel(0.25, 1e-12));
  CHECK(learning_rate(optimizer, schedule, 20, 10, 40) == 0.5);
}

TEST_CASE("the cosine schedule falls to the final share of the learning rate") {
  OptimizerConfig optimizer;
  optimizer.learning_rate = 2;
  ScheduleConfig schedule;
  schedule.type = ScheduleKind::cosine;
  schedule.warmup_epochs = 1;
  schedule.final_share = 0.1;
  CHECK_THAT(learning_rate(optimizer, schedule, 10, 10, 50), WithinRel(2.0, 1e-12));
  CHECK_THAT(learning_rate(optimizer, schedule, 30, 10, 50), WithinRel(1.1, 1e-12));  // half-way
  CHECK_THAT(learning_rate(optimizer, schedule, 50, 10, 50), WithinRel(0.2, 1e-12));
}

TEST_CASE("the order of an epoch is a permutation that depends only on seed and epoch") {
  std::vector<std::int32_t> items(101);
  for (int i = 0; i < 101; ++i) items[static_cast<std::size_t>(i)] = 3 * i;
  const auto first = shuffled(items, 7, 1);
  CHECK(first == shuffled(items, 7, 1));
  CHECK(first != shuffled(items, 7, 2));
  CHECK(first != shuffled(items, 8, 1));
  auto sorted = first;
  std::sort(sorted.begin(), sorted.end());
  CHECK(sorted == items);
  CHECK(shuffled({}, 1, 1).empty());
}
