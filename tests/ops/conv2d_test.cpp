// Convolution + bias + activation compared with naive double-precision loops and finite
// differences.
#include <cmath>
#include <stdexcept>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include "ops/conv_run.h"
#include "support/device_test.h"
#include "support/gradient_check.h"
#include "support/reference_images.h"

using namespace canopy;
using namespace canopy::test;

TEST_CASE("conv2d agrees with naive loops") {
  CANOPY_ON_EACH_DEVICE(device);
  for (const ConvCase& c : conv_cases()) {
    CAPTURE(c.what);
    const ConvRun r = run_conv(device, c.p, c.n);
    const ConvReference want = reference_conv_gradients(
        c.p, c.n, as_double(r.x), as_double(r.kernel), as_double(r.bias), as_double(r.dy));
    CHECK(relative_error(r.y, want.y) < 1e-6);
    CHECK(relative_error(r.dkernel, want.dkernel) < 2e-6);
    if (c.p.bias) CHECK(relative_error(r.dbias, want.dbias) < 2e-6);
    if (c.p.input_gradient) CHECK(relative_error(r.dx, want.dx) < 2e-6);
  }
}

TEST_CASE("conv2d's gradients agree with finite differences") {
  CANOPY_ON_EACH_DEVICE(device);
  for (const ConvCase& c : conv_cases()) {
    if (c.p.input.size() > 1000) continue;
    CAPTURE(c.what);
    const ConvRun r = run_conv(device, c.p, c.n);
    const Doubles x = as_double(r.x), kernel = as_double(r.kernel), bias = as_double(r.bias),
                  dy = as_double(r.dy);
    const auto check = [&](const std::vector<float>& got, const Doubles& at, const auto& loss) {
      if (!at.empty() && got.size() < 500)
        CHECK(relative_error(got, finite_differences(at, loss)) < 1e-5);
    };
    check(r.dkernel, kernel,
          [&](const Doubles& k) { return dot(dy, reference_conv(c.p, c.n, x, k, bias)); });
    check(r.dbias, bias,
          [&](const Doubles& b) { return dot(dy, reference_conv(c.p, c.n, x, kernel, b)); });
    if (c.p.input_gradient)
      check(r.dx, x,
            [&](const Doubles& v) { return dot(dy, reference_conv(c.p, c.n, v, kernel, bias)); });
  }
}

TEST_CASE("conv2d's input gradient may replace its output if the op allows it") {
  CANOPY_ON_EACH_DEVICE(device);
  for (const ConvCase& c : conv_cases()) {
    CAPTURE(c.what);
    if (!c.p.input_gradient ||
        !device.backend->make_conv2d(c.p)->input_gradient_may_replace_output())
      continue;
    const ConvRun apart = run_conv(device, c.p, c.n), replaced = run_conv(device, c.p, c.n, true);
    CHECK(replaced.dx == apart.dx);
    CHECK(replaced.dkernel == apart.dkernel);
    CHECK(replaced.dbias == apart.dbias);
  }
}

TEST_CASE("conv2d gives the same bits in every run, also after a smaller batch") {
  CANOPY_ON_EACH_DEVICE(device);
  Conv2dParams p = conv({13, 61, 16}, 16, 3, Padding::valid, Activation::relu, 5);
  const ConvRun first = run_conv(device, p, 5);
  run_conv(device, p, 2);
  const ConvRun again = run_conv(device, p, 5);
  CHECK(first.y == again.y);
  CHECK(first.dkernel == again.dkernel);
  CHECK(first.dbias == again.dbias);
  CHECK(first.dx == again.dx);
}

TEST_CASE("conv2d with ReLU keeps NaN", "[sanitize]") {
  CANOPY_ON_EACH_DEVICE(device);
  for (const Image& input : {Image{6, 20, 1}, Image{7, 20, 1}, Image{6, 20, 5}, Image{6, 20, 16}}) {
    CAPTURE(input.height, input.channels);
    Conv2dParams p = conv(input, 16, 3, Padding::valid, Activation::relu, 1);
    p.input_gradient = input.height != 7;  // first layers may have their own kernels
    std::vector<float> kernel = random_floats(p.kernel_size(), 1);
    kernel[0] = std::nanf("");  // of filter 0
    const Buffer x = device.put(random_floats(input.size(), 2)), k = device.put(kernel);
    const Buffer bias = device.put(std::vector<float>(16, 0.0f));
    const Buffer y = device.make(p.output().size());
    device.backend->make_conv2d(p)->forward(*device.stream, 1, x.floats(), k.floats(),
                                            bias.floats(), y.floats());
    const std::vector<float> got = device.get(y, p.output().size());
    for (std::size_t i = 0; i < got.size(); ++i) REQUIRE(std::isnan(got[i]) == (i % 16 == 0));
  }
}

TEST_CASE("conv2d rejects invalid shapes") {
  CANOPY_ON_EACH_DEVICE(device);
  const Conv2dParams good = conv({3, 3, 2}, 5, 3, Padding::valid, Activation::relu, 3);
  Conv2dParams p = good;
  p.kernel_width = 4;
  CHECK_THROWS_AS(device.backend->make_conv2d(p), std::invalid_argument);
  p = good;
  p.stride_height = 0;
  CHECK_THROWS_AS(device.backend->make_conv2d(p), std::invalid_argument);
  p = good;
  p.filters = 0;
  CHECK_THROWS_AS(device.backend->make_conv2d(p), std::invalid_argument);
  p = good;
  p.max_items = 0;
  CHECK_THROWS_AS(device.backend->make_conv2d(p), std::invalid_argument);
}
