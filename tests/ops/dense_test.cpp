// The fully connected layer compared with naive double-precision loops and finite differences.
#include "ops/dense.h"

#include <stdexcept>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include "ops/dense_cases.h"
#include "support/gradient_check.h"

using namespace canopy;
using namespace canopy::test;

TEST_CASE("dense forward and backward agree with naive loops") {
  CANOPY_ON_EACH_DEVICE(device);
  for (const DenseCase& c : dense_cases()) {
    CAPTURE(c.n, c.inputs, c.units, static_cast<int>(c.activation), c.bias, c.input_gradient);
    DenseOnDevice layer(device, c);
    layer.forward();
    layer.backward();
    const DenseReference want = layer.reference();
    CHECK(relative_error(device.get(layer.dev_y, c.n * c.units), want.y) < 1e-6);
    CHECK(relative_error(device.get(layer.dev_dw, c.units * c.inputs), want.dw) < 1e-6);
    if (c.bias) CHECK(relative_error(device.get(layer.dev_db, c.units), want.db) < 1e-6);
    if (c.input_gradient)
      CHECK(relative_error(device.get(layer.dev_dx, c.n * c.inputs), want.dx) < 1e-6);
  }
}

TEST_CASE("dense's gradients agree with finite differences", "[sanitize]") {
  CANOPY_ON_EACH_DEVICE(device);
  for (const DenseCase& c : dense_cases()) {
    if (c.units * c.inputs * c.n > 1000) continue;
    CAPTURE(c.n, c.inputs, c.units, static_cast<int>(c.activation), c.bias);
    DenseOnDevice layer(device, c);
    layer.forward();
    layer.backward();
    const Doubles x = as_double(layer.x), w = as_double(layer.w), b = as_double(layer.b);
    const Doubles dy = as_double(layer.dy);
    const auto by_w = [&](const Doubles& v) { return dot(dy, reference_dense(c, x, v, b)); };
    const auto by_x = [&](const Doubles& v) { return dot(dy, reference_dense(c, v, w, b)); };
    const auto by_b = [&](const Doubles& v) { return dot(dy, reference_dense(c, x, w, v)); };
    CHECK(relative_error(device.get(layer.dev_dw, c.units * c.inputs),
                         finite_differences(w, by_w)) < 1e-5);
    if (c.input_gradient)
      CHECK(relative_error(device.get(layer.dev_dx, c.n * c.inputs), finite_differences(x, by_x)) <
            1e-5);
    if (c.bias)
      CHECK(relative_error(device.get(layer.dev_db, c.units), finite_differences(b, by_b)) < 1e-5);
  }
}

TEST_CASE("dense keeps NaN") {
  CANOPY_ON_EACH_DEVICE(device);
  DenseOnDevice layer(device, {2, 40, 3, Activation::relu});
  layer.x[40 + 7] = std::nanf("");
  layer.dev_x = device.put(layer.x);
  layer.forward();
  const std::vector<float> y = device.get(layer.dev_y, 6);
  for (int i = 0; i < 6; ++i) CHECK(std::isnan(y[i]) == (i >= 3));
}

TEST_CASE("dense gives an item the same bits in any batch") {
  CANOPY_ON_EACH_DEVICE(device);
  const DenseCase c{9, 20011, 7};
  DenseOnDevice layer(device, c);
  layer.forward();
  const std::vector<float> batch = device.get(layer.dev_y, c.n * c.units);
  for (int item = 0; item < c.n; ++item) {
    layer.op->forward(*device.stream, 1, layer.dev_x.floats() + item * c.inputs,
                      layer.dev_w.floats(), layer.dev_b.floats(),
                      layer.dev_y.floats() + item * c.units);
  }
  CHECK(device.get(layer.dev_y, c.n * c.units) == batch);
}

TEST_CASE("dense rejects sizes below 1") {
  CANOPY_ON_EACH_DEVICE(device);
  CHECK_THROWS_AS(device.backend->make_dense({.inputs = 0}), std::invalid_argument);
  CHECK_THROWS_AS(device.backend->make_dense({.inputs = 1, .units = 0}), std::invalid_argument);
}
