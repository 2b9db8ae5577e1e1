// Mixup: blending pairs of a batch's items.
#include "ops/mixup.h"

#include <stdexcept>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include "support/device_test.h"

using namespace canopy;
using namespace canopy::test;

TEST_CASE("Mixup blends the old values of item i and item n - 1 - i", "[sanitize]") {
  CANOPY_ON_EACH_DEVICE(device);
  const std::int64_t size = GENERATE(1, 4, 1023, 1024, 1027);
  const int n = GENERATE(1, 2, 5, 8);
  CAPTURE(size, n);
  const std::vector<float> shares = {0.5f, 1.0f, 0.75f, 1.0f, 0.9f, 0.6f, 1.0f, 0.8f};
  const std::vector<float> x = random_floats(8 * size, 4);
  const auto op = device.backend->make_mixup({size, 8});
  const Buffer in = device.put(x), dev_shares = device.put(shares);
  op->run(*device.stream, n, dev_shares.floats(), in.floats());
  const std::vector<float> got = device.get(in, 8 * size);
  std::vector<double> want = as_double(x);
  for (int i = 0; i < n; ++i)
    for (std::int64_t k = 0; k < size; ++k) {
      const std::size_t own = i * size + k, other = (n - 1 - i) * size + k;
      const double share = shares[i];
      want[own] = share * double{x[own]} + (1 - share) * double{x[other]};
      if (share == 1) REQUIRE(got[own] == x[own]);
    }
  CHECK(relative_error(got, want) < 1e-6);
}

TEST_CASE("Mixup rejects empty items") {
  CANOPY_ON_EACH_DEVICE(device);
  CHECK_THROWS_AS(device.backend->make_mixup({0, 1}), std::invalid_argument);
}
