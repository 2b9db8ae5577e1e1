// Global average pooling compared with naive double-precision loops and finite differences.
#include "ops/global_pool.h"

#include <stdexcept>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include "support/device_test.h"
#include "support/gradient_check.h"
#include "support/reference_images.h"

using namespace canopy;
using namespace canopy::test;

TEST_CASE("global_pool agrees with naive loops and finite differences", "[sanitize]") {
  CANOPY_ON_EACH_DEVICE(device);
  for (const Image& image : {Image{1, 1, 1}, Image{3, 7, 1}, Image{5, 2, 17}, Image{18, 4, 128},
                             Image{101, 83, 67}, Image{3, 3, 300}, Image{257, 1, 4}}) {
    CAPTURE(image.height, image.width, image.channels);
    const int n = 2;
    const std::int64_t in = n * image.size(), out = n * image.channels;
    std::vector<float> x = random_floats(in, 1);
    const std::vector<float> dy = random_floats(out, 2);
    for (float& v : x) v += 10;  // a mean far from 0 reveals an inaccurate sum
    const auto op = device.backend->make_global_pool({image, 3});
    const Buffer dev_x = device.put(x), dev_dy = device.put(dy);
    const Buffer dev_y = device.make(out), dev_dx = device.make(in);
    op->forward(*device.stream, n, dev_x.floats(), dev_y.floats());
    op->backward(*device.stream, n, dev_dy.floats(), dev_dx.floats());
    CHECK(relative_error(device.get(dev_y, out), reference_global_pool(n, image, as_double(x))) <
          5e-7);
    Doubles spread;
    for (std::int64_t i = 0; i < in; ++i)
      spread.push_back(
          static_cast<double>(dy[i / image.size() * image.channels + i % image.channels]) /
          static_cast<double>(image.height * image.width));
    CHECK(relative_error(device.get(dev_dx, in), spread) < 1e-6);
    if (in > 500) continue;
    const Doubles numeric = finite_differences(as_double(x), [&](const Doubles& v) {
      return dot(as_double(dy), reference_global_pool(n, image, v));
    });
    CHECK(relative_error(device.get(dev_dx, in), numeric) < 1e-5);
  }
}

TEST_CASE("global_pool rejects empty images") {
  CANOPY_ON_EACH_DEVICE(device);
  CHECK_THROWS_AS(device.backend->make_global_pool({{0, 3, 1}, 1}), std::invalid_argument);
}
