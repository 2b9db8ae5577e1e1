// The moving average of weights.
#include "ops/average.h"

#include <cmath>
#include <stdexcept>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include "support/device_test.h"

using namespace canopy;
using namespace canopy::test;

TEST_CASE("average moves towards the value by its share, and is exact in the limit") {
  CANOPY_ON_EACH_DEVICE(device);
  for (const std::int64_t count : {0, 1, 255, 70001}) {
    CAPTURE(count);
    const auto op = device.backend->make_average({0.25f});
    const std::vector<float> value = random_floats(count + 1, 1),
                             start = random_floats(count + 1, 2);
    const Buffer dev_value = device.put(value), average = device.put(start);
    constexpr int steps = 3;
    for (int i = 0; i < steps; ++i)
      op->run(*device.stream, count, dev_value.floats(), average.floats());
    const std::vector<float> got = device.get(average, count + 1);
    CHECK(got[count] == start[count]);  // nothing beyond the count
    const double left = std::pow(0.75, steps);
    double worst = 0;
    for (std::int64_t i = 0; i < count; ++i) {
      const double want =
          left * static_cast<double>(start[i]) + (1 - left) * static_cast<double>(value[i]);
      worst = std::max(worst, std::abs(static_cast<double>(got[i]) - want));
    }
    CHECK(worst < 1e-6);
  }
}

TEST_CASE("average refuses a share that is none") {
  CANOPY_ON_EACH_DEVICE(device);
  for (const float share : {0.0f, -0.1f, 1.1f, std::nanf("")})
    CHECK_THROWS_AS(device.backend->make_average({share}), std::invalid_argument);
}
