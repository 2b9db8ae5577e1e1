// Stand-alone activations compared with double precision and finite differences.
#include "ops/activation.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include "support/device_test.h"
#include "support/gradient_check.h"
#include "support/reference_images.h"

using namespace canopy;
using namespace canopy::test;

namespace {

constexpr Activation all[] = {Activation::linear, Activation::relu, Activation::sigmoid,
                              Activation::tanh};

Doubles reference(Activation a, const Doubles& x) {
  Doubles y;
  for (double v : x) y.push_back(reference_activation(a, v));
  return y;
}

}  // namespace

TEST_CASE("activations agree with double precision and finite differences", "[sanitize]") {
  CANOPY_ON_EACH_DEVICE(device);
  for (const Activation a : all)
    for (const std::int64_t size : {1, 7, 511, 512, 513, 100003}) {
      CAPTURE(static_cast<int>(a), size);
      const int n = 2;
      const std::int64_t count = n * size;
      const auto op = device.backend->make_activation({size, a, 3});
      const std::vector<float> x = random_floats(count, 1, 2), dy = random_floats(count, 2);
      const Buffer dev_x = device.put(x), dev_dy = device.put(dy);
      const Buffer y = device.make(count), dx = device.make(count);
      op->forward(*device.stream, n, dev_x.floats(), y.floats());
      op->backward(*device.stream, n, y.floats(), dev_dy.floats(), dx.floats());
      const Doubles want = reference(a, as_double(x));
      CHECK(relative_error(device.get(y, count), want) < 1e-6);
      Doubles slope;
      for (std::size_t i = 0; i < want.size(); ++i)
        slope.push_back(static_cast<double>(dy[i]) * reference_slope(a, static_cast<double>(x[i])));
      CHECK(relative_error(device.get(dx, count), slope) < 1e-6);
      if (count < 100)
        CHECK(relative_error(device.get(dx, count),
                             finite_differences(as_double(x), [&](const Doubles& v) {
                               return dot(as_double(dy), reference(a, v));
                             })) < 1e-5);
      // in place
      op->forward(*device.stream, n, dev_x.floats(), dev_x.floats());
      CHECK(device.get(dev_x, count) == device.get(y, count));
      op->backward(*device.stream, n, y.floats(), dev_dy.floats(), dev_dy.floats());
      CHECK(device.get(dev_dy, count) == device.get(dx, count));
    }
}

TEST_CASE("activations work on unaligned memory and do not write outside their range") {
  CANOPY_ON_EACH_DEVICE(device);
  const std::int64_t count = 2053;
  const auto op = device.backend->make_activation({count, Activation::tanh, 1});
  const std::vector<float> x = random_floats(count, 1), dy = random_floats(count, 2);
  std::vector<float> shifted = {7};
  shifted.insert(shifted.end(), x.begin(), x.end());
  const Buffer apart = device.put(x), late = device.put(shifted), dev_dy = device.put(dy);
  const Buffer y = device.make(count), dx = device.make(count);
  const Buffer late_y = device.put(std::vector<float>(static_cast<std::size_t>(count + 8), 5));
  const Buffer late_dx = device.put(std::vector<float>(static_cast<std::size_t>(count + 8), 5));
  op->forward(*device.stream, 1, apart.floats(), y.floats());
  op->backward(*device.stream, 1, y.floats(), dev_dy.floats(), dx.floats());
  op->forward(*device.stream, 1, late.floats() + 1, late_y.floats() + 3);
  op->backward(*device.stream, 1, late_y.floats() + 3, dev_dy.floats(), late_dx.floats() + 2);
  const auto within = [&](const Buffer& plain, std::size_t before) {
    std::vector<float> all(static_cast<std::size_t>(count + 8), 5.0f);
    const std::vector<float> values = device.get(plain, count);
    std::copy(values.begin(), values.end(), all.begin() + static_cast<std::ptrdiff_t>(before));
    return all;
  };
  CHECK(device.get(late_y, count + 8) == within(y, 3));
  CHECK(device.get(late_dx, count + 8) == within(dx, 2));
}

TEST_CASE("activations stay finite far from 0 and keep NaN") {
  CANOPY_ON_EACH_DEVICE(device);
  for (const Activation a : all) {
    CAPTURE(static_cast<int>(a));
    const auto op = device.backend->make_activation({6, a, 1});
    const Buffer x = device.put(std::vector<float>{1e4f, -1e4f, 100, -100, 0, std::nanf("")});
    op->forward(*device.stream, 1, x.floats(), x.floats());
    const std::vector<float> y = device.get(x, 6);
    for (int i = 0; i < 5; ++i) CHECK(std::isfinite(y[i]));
    CHECK(std::isnan(y[5]));
    if (a == Activation::sigmoid) {
      CHECK(y[0] == 1.0f);
      CHECK(y[4] == 0.5f);
    }
  }
}

TEST_CASE("activations refuse sizes below 1") {
  CANOPY_ON_EACH_DEVICE(device);
  CHECK_THROWS_AS(device.backend->make_activation({0, Activation::relu, 1}), std::invalid_argument);
}
