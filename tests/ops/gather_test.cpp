// Gathering rows of a cache, in any order and more than once.
#include "ops/gather.h"

#include <stdexcept>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include "support/device_test.h"

using namespace canopy;
using namespace canopy::test;

TEST_CASE("gather collects rows", "[sanitize]") {
  CANOPY_ON_EACH_DEVICE(device);
  for (const std::int64_t row : {1, 3, 1000, 200003}) {
    CAPTURE(row);
    const auto op = device.backend->make_gather({row, 8});
    const std::vector<float> cache = random_floats(5 * row, 1);
    const std::vector<std::int32_t> rows = {4, 0, 2, 2, 1};
    const Buffer dev_cache = device.put(cache), dev_rows = device.put(rows);
    for (const int n : {1, 5}) {
      const Buffer out = device.put(std::vector<float>(static_cast<std::size_t>(6 * row), -7.0f));
      op->run(*device.stream, n, dev_cache.data(), dev_rows.as<std::int32_t>(), out.data());
      std::vector<float> want(static_cast<std::size_t>(6 * row), -7.0f);
      for (std::int64_t i = 0; i < n; ++i)
        for (std::int64_t k = 0; k < row; ++k) want[i * row + k] = cache[rows[i] * row + k];
      CHECK(device.get(out, 6 * row) == want);
    }
  }
}

TEST_CASE("gather rejects empty rows") {
  CANOPY_ON_EACH_DEVICE(device);
  CHECK_THROWS_AS(device.backend->make_gather({0, 1}), std::invalid_argument);
}
