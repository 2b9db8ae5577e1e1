// The moving average of weights.
#include "ops/moving_average.h"

#include <cmath>
#include <stdexcept>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include "support/device_test.h"

using namespace canopy;
using namespace canopy::test;

namespace {

/// A step's scalars in device memory.
Buffer step(TestDevice& device, std::uint32_t number) {
  StepScalars scalars{};
  scalars.step = number;
  Buffer buffer = device.backend->allocate(sizeof scalars);
  device.backend->upload(*device.stream, buffer.data(), &scalars, sizeof scalars);
  device.stream->synchronize();
  return buffer;
}

}  // namespace

TEST_CASE("moving_average moves towards the value by its share", "[sanitize]") {
  CANOPY_ON_EACH_DEVICE(device);
  for (const std::int64_t count : {0, 1, 255, 70001}) {
    CAPTURE(count);
    const auto op = device.backend->make_moving_average({0.25f});
    const std::vector<float> value = random_floats(count + 1, 1),
                             start = random_floats(count + 1, 2);
    const Buffer dev_value = device.put(value), average = device.put(start);
    constexpr int steps = 3;
    const Buffer late = step(device, 1000);
    for (int i = 0; i < steps; ++i)
      op->run(*device.stream, count, late.as<StepScalars>(), dev_value.floats(), average.floats());
    const std::vector<float> got = device.get(average, count + 1);
    CHECK(got[count] == start[count]);  // nothing is written after `count` values
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

TEST_CASE("moving_average is the plain mean at first, for any initial value") {
  CANOPY_ON_EACH_DEVICE(device);
  const auto op = device.backend->make_moving_average({0.1f});
  const Buffer average = device.put(std::vector<float>{std::nanf("")});
  double sum = 0;
  for (std::uint32_t t = 1; t <= 10; ++t) {
    const Buffer value = device.put(std::vector<float>{static_cast<float>(t * t)});
    const Buffer at = step(device, t);
    op->run(*device.stream, 1, at.as<StepScalars>(), value.floats(), average.floats());
    sum += t * t;
    CHECK(std::abs(static_cast<double>(device.get(average, 1)[0]) - sum / t) < 1e-4);
  }
}

TEST_CASE("moving_average rejects shares of 0 and below, and above 1") {
  CANOPY_ON_EACH_DEVICE(device);
  for (const float share : {0.0f, -0.1f, 1.1f, std::nanf("")})
    CHECK_THROWS_AS(device.backend->make_moving_average({share}), std::invalid_argument);
}
