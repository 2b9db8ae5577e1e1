// Convolution + bias + activation against naive double-precision loops and finite differences.
#include "ops/conv2d.h"

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

struct Case {
  const char* what;
  Conv2dParams p;
  int n;
};

Conv2dParams conv(Image input, int filters, int kernel, Padding padding, Activation activation,
                  int max_items) {
  Conv2dParams p;
  p.input = input;
  p.filters = filters;
  p.kernel_height = p.kernel_width = kernel;
  p.padding = padding;
  p.activation = activation;
  p.max_items = max_items;
  return p;
}

std::vector<Case> cases() {
  using enum Activation;
  using enum Padding;
  std::vector<Case> all = {
      {"one value", conv({1, 1, 1}, 1, 1, valid, linear, 1), 1},
      {"one pixel, same", conv({1, 1, 3}, 2, 3, same, sigmoid, 2), 2},
      {"kernel as large as the image", conv({3, 3, 2}, 5, 3, valid, relu, 3), 3},
      {"primes", conv({7, 11, 5}, 13, 3, valid, tanh, 3), 2},
      {"one channel, 16 filters", conv({9, 23, 1}, 16, 3, valid, relu, 4), 3},
      {"one channel, 16 filters, wide", conv({6, 67, 1}, 16, 3, valid, relu, 2), 2},
      {"one channel, 16 filters, same", conv({8, 21, 1}, 16, 3, same, linear, 2), 2},
      {"one channel, 16 filters, one column", conv({5, 3, 1}, 16, 3, valid, relu, 2), 1},
      {"16 to 16, valid", conv({9, 45, 16}, 16, 3, valid, relu, 3), 2},
      {"16 to 16, one pixel out", conv({3, 3, 16}, 16, 3, valid, relu, 1), 1},
      {"16 to 16, linear", conv({4, 19, 16}, 16, 3, valid, linear, 2), 2},
      {"16 to 16, tanh", conv({5, 17, 16}, 16, 3, same, tanh, 2), 2},
      {"16 to 32, same", conv({11, 14, 16}, 32, 3, same, linear, 4), 3},
      {"32 to 64, same", conv({7, 8, 32}, 64, 3, same, relu, 2), 2},
      {"64 to 128, same", conv({5, 4, 64}, 128, 3, same, linear, 2), 1},
      {"16 to 16, one column", conv({6, 1, 16}, 16, 3, same, relu, 2), 2},
      {"17 to 15", conv({6, 7, 17}, 15, 3, same, relu, 2), 2},
      {"5 x 5", conv({8, 9, 3}, 4, 5, same, relu, 1), 1},
      {"one item of several chunks of tiles", conv({21, 61, 16}, 32, 3, same, relu, 1), 1},
      {"short batch", conv({6, 33, 16}, 16, 3, valid, relu, 7), 1},
  };
  Case c{"strides 2 x 3, same", conv({9, 10, 4}, 6, 3, Padding::same, relu, 2), 2};
  c.p.stride_height = 2;
  c.p.stride_width = 3;
  all.push_back(c);
  c = {"strides 3 x 2, valid, 16 filters", conv({10, 9, 16}, 16, 3, valid, relu, 2), 2};
  c.p.stride_height = 3;
  c.p.stride_width = 2;
  all.push_back(c);
  c = {"even kernel 2 x 4, same", conv({5, 6, 2}, 3, 2, Padding::same, linear, 2), 2};
  c.p.kernel_width = 4;
  all.push_back(c);
  c = {"no bias", conv({6, 37, 16}, 16, 3, same, linear, 2), 2};
  c.p.bias = false;
  all.push_back(c);
  c = {"no bias, one channel", conv({6, 37, 1}, 16, 3, same, linear, 2), 2};
  c.p.bias = c.p.input_gradient = false;
  all.push_back(c);
  c = {"first layer", conv({10, 35, 1}, 16, 3, valid, relu, 2), 2};
  c.p.input_gradient = false;
  all.push_back(c);
  c = {"no input gradient, 16 channels", conv({10, 35, 16}, 16, 3, valid, relu, 2), 2};
  c.p.input_gradient = false;
  all.push_back(c);
  return all;
}

/// Seeded inputs of a case, and what the op made of them.
struct Run {
  std::vector<float> x, kernel, bias, dy;
  std::vector<float> y, dkernel, dbias, dx;
};

Run run(TestDevice& device, const Conv2dParams& p, int n) {
  Run r;
  r.x = random_floats(n * p.input.size(), 1);
  r.kernel = random_floats(p.kernel_size(), 2, 0.3f);
  if (p.bias) r.bias = random_floats(p.filters, 3);
  r.dy = random_floats(n * p.output().size(), 4);
  const auto op = device.backend->make_conv2d(p);
  const Buffer x = device.put(r.x), kernel = device.put(r.kernel), dy = device.put(r.dy);
  const Buffer bias = p.bias ? device.put(r.bias) : Buffer();
  const Buffer y = device.make(n * p.output().size()), dkernel = device.make(p.kernel_size());
  const Buffer dbias = p.bias ? device.make(p.filters) : Buffer();
  const Buffer dx = p.input_gradient ? device.make(n * p.input.size()) : Buffer();
  op->forward(*device.stream, n, x.floats(), kernel.floats(), bias.floats(), y.floats());
  op->backward(*device.stream, n,
               {x.floats(), kernel.floats(), y.floats(), dy.floats(), dkernel.floats(),
                dbias.floats(), dx.floats()});
  r.y = device.get(y, n * p.output().size());
  r.dkernel = device.get(dkernel, p.kernel_size());
  if (p.bias) r.dbias = device.get(dbias, p.filters);
  if (p.input_gradient) r.dx = device.get(dx, n * p.input.size());
  return r;
}

}  // namespace

TEST_CASE("conv2d agrees with naive loops") {
  CANOPY_ON_EACH_DEVICE(device);
  for (const Case& c : cases()) {
    CAPTURE(c.what);
    const Run r = run(device, c.p, c.n);
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
  for (const Case& c : cases()) {
    if (c.p.input.size() > 1000) continue;
    CAPTURE(c.what);
    const Run r = run(device, c.p, c.n);
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

TEST_CASE("conv2d gives the same bits again, also after a shorter batch") {
  CANOPY_ON_EACH_DEVICE(device);
  Conv2dParams p = conv({13, 61, 16}, 16, 3, Padding::valid, Activation::relu, 5);
  const Run first = run(device, p, 5);
  run(device, p, 2);
  const Run again = run(device, p, 5);
  CHECK(first.y == again.y);
  CHECK(first.dkernel == again.dkernel);
  CHECK(first.dbias == again.dbias);
  CHECK(first.dx == again.dx);
}

TEST_CASE("conv2d with ReLU shows what is not a number") {
  CANOPY_ON_EACH_DEVICE(device);
  for (const Image& input : {Image{6, 20, 1}, Image{6, 20, 5}, Image{6, 20, 16}}) {
    CAPTURE(input.channels);
    const Conv2dParams p = conv(input, 16, 3, Padding::valid, Activation::relu, 1);
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

TEST_CASE("conv2d refuses shapes that make no sense") {
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
