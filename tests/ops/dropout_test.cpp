// Dropout: the share of values kept, the same mask in backward, and its dependence on seed and
// step.
#include "ops/dropout.h"

#include <cmath>
#include <stdexcept>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include "base/philox.h"
#include "support/device_test.h"

using namespace canopy;
using namespace canopy::test;

namespace {

/// The result for n * size ones.
std::vector<float> factors(TestDevice& device, const DropoutParams& p, int n, std::uint32_t step,
                           bool backward = false) {
  const auto op = device.backend->make_dropout(p);
  const StepScalars s{0, 0, 0, step};
  Buffer scalars = device.backend->allocate(sizeof s);
  device.backend->upload(*device.stream, scalars.data(), &s, sizeof s);
  const std::int64_t count = n * p.size;
  const Buffer from = device.put(std::vector<float>(static_cast<std::size_t>(count), 1.0f));
  const Buffer to = device.make(count);
  if (backward)
    op->backward(*device.stream, n, scalars.as<StepScalars>(), from.floats(), to.floats());
  else
    op->forward(*device.stream, n, scalars.as<StepScalars>(), from.floats(), to.floats());
  return device.get(to, count);
}

double share_kept(const std::vector<float>& values) {
  double kept = 0;
  for (float v : values) kept += v != 0;
  return kept / static_cast<double>(values.size());
}

}  // namespace

TEST_CASE("dropout keeps 1 - rate of the values and scales them", "[sanitize]") {
  CANOPY_ON_EACH_DEVICE(device);
  for (const float rate : {0.1f, 0.5f, 0.9f}) {
    CAPTURE(rate);
    const std::vector<float> y = factors(device, {10007, rate, 3, 12}, 10, 4);
    for (float v : y) REQUIRE((v == 0 || v == Catch::Approx(1 / (1 - rate))));
    const double kept = 1 - static_cast<double>(rate);
    // five standard deviations of a binomial distribution
    const double allowed = 5 * std::sqrt(kept * (1 - kept) / static_cast<double>(y.size()));
    CHECK(std::abs(share_kept(y) - kept) < allowed);
  }
  const std::vector<float> all = factors(device, {101, 0.0f, 3, 2}, 2, 1);
  CHECK(all == std::vector<float>(202, 1.0f));
}

TEST_CASE("dropout's adjacent values and items are independent") {
  CANOPY_ON_EACH_DEVICE(device);
  constexpr int size = 20000;
  const std::vector<float> y = factors(device, {size, 0.5f, 9, 4}, 4, 1);
  for (const int distance : {1, 2, 3, 4, 8, size}) {
    double same = 0;
    const std::size_t pairs = y.size() - distance;
    for (std::size_t i = 0; i < pairs; ++i) same += y[i] == y[i + distance];
    CAPTURE(distance);
    CHECK(std::abs(same / static_cast<double>(pairs) - 0.5) <
          5 * 0.5 / std::sqrt(static_cast<double>(pairs)));
  }
}

TEST_CASE("dropout's mask depends only on seed and step, also in backward") {
  CANOPY_ON_EACH_DEVICE(device);
  for (const std::int64_t size : {1, 5, 4099}) {
    CAPTURE(size);
    const DropoutParams p{size, 0.4f, 0x123456789abcull, 16};
    const std::vector<float> y = factors(device, p, 16, 7);
    CHECK(factors(device, p, 16, 7) == y);
    CHECK(factors(device, p, 16, 7, true) == y);
    // Fewer items get the start of the same mask.
    const std::vector<float> fewer = factors(device, p, 3, 7);
    CHECK(fewer == std::vector<float>(y.begin(), y.begin() + 3 * size));
    if (size < 100) continue;
    CHECK(factors(device, p, 16, 8) != y);
    CHECK(factors(device, {size, 0.4f, 0x123456789abdull, 16}, 16, 7) != y);
    CHECK(factors(device, {size, 0.4f, 0x223456789abcull, 16}, 16, 7) != y);
    CHECK(factors(device, {size, 0.4f, 0x1123456789abcull, 16}, 16, 7) != y);  // high word too
  }
}

TEST_CASE("dropout's mask is the same on every device: Philox(seed, element / 4, step)") {
  CANOPY_ON_EACH_DEVICE(device);
  constexpr std::uint64_t seed = 0x123456789abcull;
  constexpr std::uint32_t step = 7;
  const std::vector<float> y = factors(device, {1027, 0.25f, seed, 3}, 3, step);
  for (std::size_t i = 0; i < y.size(); ++i) {
    const bool kept = uniform01(philox(seed, i / 4, step).v[i % 4]) >= 0.25f;
    REQUIRE((y[i] != 0) == kept);
  }
}

TEST_CASE("dropout's gradient may replace dy") {
  CANOPY_ON_EACH_DEVICE(device);
  const DropoutParams p{1001, 0.5f, 1, 2};
  const StepScalars s{0, 0, 0, 5};
  const auto op = device.backend->make_dropout(p);
  const Buffer scalars = device.backend->allocate(sizeof s);
  device.backend->upload(*device.stream, scalars.data(), &s, sizeof s);
  const std::vector<float> dy = random_floats(2 * p.size, 8);
  const Buffer apart = device.put(dy), out = device.make(2 * p.size), in_place = device.put(dy);
  op->backward(*device.stream, 2, scalars.as<StepScalars>(), apart.floats(), out.floats());
  op->backward(*device.stream, 2, scalars.as<StepScalars>(), in_place.floats(), in_place.floats());
  CHECK(device.get(in_place, 2 * p.size) == device.get(out, 2 * p.size));
}

TEST_CASE("dropout rejects rates below 0, and 1 and above") {
  CANOPY_ON_EACH_DEVICE(device);
  CHECK_THROWS_AS(device.backend->make_dropout({1, 1.0f, 0, 1}), std::invalid_argument);
  CHECK_THROWS_AS(device.backend->make_dropout({1, -0.1f, 0, 1}), std::invalid_argument);
  CHECK_THROWS_AS(device.backend->make_dropout({1, std::nanf(""), 0, 1}), std::invalid_argument);
}
