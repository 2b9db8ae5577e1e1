// The fused block compared with naive loops, finite differences, and the three separate ops.
#include "ops/norm_act_pool.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include "devices/devices.h"
#include "ops/norm_cases.h"
#include "support/emulated_device.h"
#include "support/gradient_check.h"

using namespace canopy;
using namespace canopy::test;

namespace {

struct Case {
  Image input;
  int height, width, max_items, n;
};

const std::vector<Case> cases = {
    {{2, 2, 1}, 2, 2, 2, 2},     {{7, 5, 3}, 2, 2, 3, 2},    {{5, 6, 2}, 3, 2, 1, 1},
    {{4, 3, 2}, 1, 1, 2, 2},     {{6, 8, 16}, 2, 2, 2, 1},   {{37, 9, 19}, 2, 2, 4, 3},
    {{149, 32, 32}, 2, 2, 3, 3}, {{11, 13, 17}, 3, 4, 2, 2}, {{73, 7, 64}, 2, 2, 2, 2},
};

Pool2dParams pool_of(const Case& c) {
  return {c.input, PoolKind::max, c.height, c.width, c.height, c.width, c.max_items};
}

NormActPoolParams params_of(const Case& c) {
  return {c.input, c.height, c.width, 1e-3f, 0.1f, c.max_items};
}

/// One op's outputs and gradients on a device.
struct Result {
  std::vector<float> y, dx, dgamma, dbeta;
};

Result fused(TestDevice& device, const Case& c, const std::vector<float>& x,
             const std::vector<float>& dy) {
  const NormActPoolParams p = params_of(c);
  NormState s(device, c.input.channels);
  const auto op = device.backend->make_norm_act_pool(p);
  const std::int64_t in = c.n * c.input.size(), out = c.n * p.output().size();
  const Buffer dev_x = device.put(x), dev_dy = device.put(dy), y = device.make(out);
  const Buffer dx = device.make(in), dgamma = device.make(c.input.channels),
               dbeta = device.make(c.input.channels);
  op->forward_training(*device.stream, c.n, dev_x.floats(), s.state(), y.floats());
  op->backward(
      *device.stream, c.n, s.state(),
      {dev_x.floats(), y.floats(), dev_dy.floats(), dx.floats(), dgamma.floats(), dbeta.floats()});
  return {device.get(y, out), device.get(dx, in), device.get(dgamma, c.input.channels),
          device.get(dbeta, c.input.channels)};
}

Result plain(TestDevice& device, const Case& c, const std::vector<float>& x,
             const std::vector<float>& dy) {
  NormState s(device, c.input.channels);
  const auto norm =
      device.backend->make_batch_norm({c.input, 1e-3f, 0.1f, Activation::relu, c.max_items});
  const auto pool = device.backend->make_pool2d(pool_of(c));
  const std::int64_t in = c.n * c.input.size(), out = c.n * pool_of(c).output().size();
  const Buffer dev_x = device.put(x), dev_dy = device.put(dy);
  const Buffer z = device.make(in), y = device.make(out), dz = device.make(in);
  const Buffer dx = device.make(in), dgamma = device.make(c.input.channels),
               dbeta = device.make(c.input.channels);
  norm->forward_training(*device.stream, c.n, dev_x.floats(), s.state(), z.floats());
  pool->forward(*device.stream, c.n, z.floats(), y.floats());
  pool->backward(*device.stream, c.n, z.floats(), y.floats(), dev_dy.floats(), dz.floats());
  norm->backward(
      *device.stream, c.n, s.state(),
      {dev_x.floats(), z.floats(), dz.floats(), dx.floats(), dgamma.floats(), dbeta.floats()});
  return {device.get(y, out), device.get(dx, in), device.get(dgamma, c.input.channels),
          device.get(dbeta, c.input.channels)};
}

}  // namespace

TEST_CASE("norm_act_pool agrees with naive loops and finite differences") {
  CANOPY_ON_EACH_DEVICE(device);
  const double epsilon = 1e-3;
  for (const Case& c : cases) {
    CAPTURE(c.input.height, c.input.width, c.input.channels, c.height, c.width, c.n);
    const Pool2dParams pool = pool_of(c);
    const std::vector<float> x = random_floats(c.n * c.input.size(), 1);
    const std::vector<float> dy = random_floats(c.n * pool.output().size(), 2);
    const Result got = fused(device, c, x, dy);

    NormState s(device, c.input.channels);
    const Doubles x64 = as_double(x), gamma = as_double(s.gamma), beta = as_double(s.beta);
    const auto forward = [&](const Doubles& v) {
      return reference_norm(c.n, c.input, v, reference_moments(c.n, c.input, v), gamma, beta,
                            epsilon, true);
    };
    const Doubles z = forward(x64);
    Doubles dz = reference_pool_gradient(pool, c.n, z, as_double(dy));
    for (std::size_t i = 0; i < dz.size(); ++i)
      if (z[i] <= 0) dz[i] = 0;
    const NormReference want = reference_norm_gradients(c.n, c.input, x64, gamma, dz, epsilon);
    CHECK(relative_error(got.y, reference_pool(pool, c.n, z)) < 2e-6);
    CHECK(relative_error(got.dx, want.dx) < 5e-6);
    CHECK(relative_error(got.dgamma, want.dgamma) < 5e-6);
    CHECK(relative_error(got.dbeta, want.dbeta) < 5e-6);
    if (x.size() > 250) continue;
    const Doubles numeric = finite_differences(
        x64,
        [&](const Doubles& v) { return dot(as_double(dy), reference_pool(pool, c.n, forward(v))); },
        1e-6);
    CHECK(relative_error(got.dx, numeric) < 2e-5);
  }
}

TEST_CASE("norm_act_pool agrees with batch_norm with ReLU followed by pool2d") {
  CANOPY_ON_EACH_DEVICE(device);
  for (const Case& c : cases) {
    CAPTURE(c.input.height, c.input.width, c.input.channels, c.height, c.width, c.n);
    const std::vector<float> x = random_floats(c.n * c.input.size(), 3);
    const std::vector<float> dy = random_floats(c.n * pool_of(c).output().size(), 4);
    const Result one = fused(device, c, x, dy), three = plain(device, c, x, dy);
    CHECK(relative_error(one.y, as_double(three.y)) < 1e-6);
    CHECK(relative_error(one.dx, as_double(three.dx)) < 2e-6);
    CHECK(relative_error(one.dgamma, as_double(three.dgamma)) < 2e-6);
    CHECK(relative_error(one.dbeta, as_double(three.dbeta)) < 2e-6);
    const Result again = fused(device, c, x, dy);
    CHECK(one.y == again.y);
    CHECK(one.dx == again.dx);
    CHECK(one.dgamma == again.dgamma);
  }
}

TEST_CASE("norm_act_pool is right if gamma is zero or negative", "[sanitize]") {
  CANOPY_ON_EACH_DEVICE(device);
  const Case c{{9, 10, 18}, 2, 2, 2, 2};
  const Pool2dParams pool = pool_of(c);
  const std::vector<float> x = random_floats(c.n * c.input.size(), 5);
  const std::vector<float> dy = random_floats(c.n * pool.output().size(), 6);
  NormState s(device, 18);
  s.gamma.assign(18, -1);
  s.gamma[2] = s.gamma[17] = 0;
  s.beta.assign(18, 0.5f);
  s.dev_gamma = device.put(s.gamma);
  s.dev_beta = device.put(s.beta);
  const std::int64_t in = c.n * c.input.size(), out = c.n * pool.output().size();
  const auto op = device.backend->make_norm_act_pool(params_of(c));
  const Buffer dev_x = device.put(x), dev_dy = device.put(dy), y = device.make(out);
  const Buffer dx = device.make(in), dgamma = device.make(18), dbeta = device.make(18);
  op->forward_training(*device.stream, c.n, dev_x.floats(), s.state(), y.floats());
  op->backward(
      *device.stream, c.n, s.state(),
      {dev_x.floats(), y.floats(), dev_dy.floats(), dx.floats(), dgamma.floats(), dbeta.floats()});
  const Doubles x64 = as_double(x), gamma = as_double(s.gamma), beta = as_double(s.beta);
  const Doubles z = reference_norm(c.n, c.input, x64, reference_moments(c.n, c.input, x64), gamma,
                                   beta, 1e-3, true);
  Doubles dz = reference_pool_gradient(pool, c.n, z, as_double(dy));
  for (std::size_t i = 0; i < dz.size(); ++i)
    if (z[i] <= 0) dz[i] = 0;
  const NormReference want = reference_norm_gradients(c.n, c.input, x64, gamma, dz, 1e-3);
  CHECK(relative_error(device.get(dgamma, 18), want.dgamma) < 5e-6);
  CHECK(relative_error(device.get(dx, in), want.dx) < 5e-6);
  CHECK(relative_error(device.get(dbeta, 18), want.dbeta) < 5e-6);
}

TEST_CASE("norm_act_pool in inference uses the running averages") {
  CANOPY_ON_EACH_DEVICE(device);
  for (const Case& c : cases) {
    CAPTURE(c.input.height, c.input.width, c.input.channels);
    const std::vector<float> x = random_floats(c.n * c.input.size(), 7);
    NormState s(device, c.input.channels);
    const std::int64_t out = c.n * pool_of(c).output().size();
    const auto op = device.backend->make_norm_act_pool(params_of(c));
    const Buffer dev_x = device.put(x), y = device.make(out);
    op->forward_inference(*device.stream, c.n, dev_x.floats(), s.state(), y.floats());
    const Doubles z = reference_norm(c.n, c.input, as_double(x),
                                     {as_double(s.running_mean), as_double(s.running_var)},
                                     as_double(s.gamma), as_double(s.beta), 1e-3, true);
    CHECK(relative_error(device.get(y, out), reference_pool(pool_of(c), c.n, z)) < 1e-6);
  }
}

TEST_CASE("norm_act_pool keeps NaN in inference") {
  CANOPY_ON_EACH_DEVICE(device);
  for (const std::int64_t channels : {1, 8}) {
    CAPTURE(channels);
    const NormActPoolParams p{{2, 4, channels}, 2, 2, 1e-3f, 0.1f, 1};
    std::vector<float> x = random_floats(p.input.size(), 1);
    x[static_cast<std::size_t>(5 * channels)] = std::nanf("");  // the first window's last pixel
    NormState s(device, channels);
    const Buffer dev_x = device.put(x), y = device.make(p.output().size());
    device.backend->make_norm_act_pool(p)->forward_inference(*device.stream, 1, dev_x.floats(),
                                                             s.state(), y.floats());
    const std::vector<float> got = device.get(y, p.output().size());
    for (std::size_t i = 0; i < got.size(); ++i) CHECK(std::isnan(got[i]) == (i == 0));
  }
}

TEST_CASE("norm_act_pool gives the same bits on any number of threads") {
  const std::vector<std::string> ids = device_ids();
  if (std::find(ids.begin(), ids.end(), "cpu") == ids.end()) SKIP("no CPU backend");
  const Case c{{149, 32, 32}, 2, 2, 3, 3};
  const std::vector<float> x = random_floats(c.n * c.input.size(), 8);
  const std::vector<float> dy = random_floats(c.n * pool_of(c).output().size(), 9);
  std::vector<Result> results;
  for (const int threads : {1, 3}) {
    TestDevice device{"cpu", open_device("cpu", {.threads = threads}), nullptr};
    device.stream = device.backend->make_stream();
    results.push_back(fused(device, c, x, dy));
  }
  CHECK(results[0].y == results[1].y);
  CHECK(results[0].dx == results[1].dx);
  CHECK(results[0].dgamma == results[1].dgamma);
  CHECK(results[0].dbeta == results[1].dbeta);
}

TEST_CASE("norm_act_pool gives the same bits in any order of a device's threads") {
  const std::vector<std::string> ids = device_ids();
  if (std::find(ids.begin(), ids.end(), "emulated") == ids.end()) SKIP("no emulated device");
  const EmulatedReset reset;
  const Case c{{37, 9, 19}, 2, 2, 4, 3};
  const std::vector<float> x = random_floats(c.n * c.input.size(), 8);
  const std::vector<float> dy = random_floats(c.n * pool_of(c).output().size(), 9);
  std::vector<Result> results;
  for (const std::uint32_t order : {0u, 1u, 2u}) {
    TestDevice device = open_test_device("emulated");
    emulated_controls().order = order;
    results.push_back(fused(device, c, x, dy));
  }
  for (const Result& r : {results[1], results[2]}) {
    CHECK(results[0].y == r.y);
    CHECK(results[0].dx == r.dx);
    CHECK(results[0].dgamma == r.dgamma);
    CHECK(results[0].dbeta == r.dbeta);
  }
}

TEST_CASE("norm_act_pool rejects windows larger than the image") {
  CANOPY_ON_EACH_DEVICE(device);
  CHECK_THROWS_AS(device.backend->make_norm_act_pool({{2, 2, 2}, 3, 2, 1e-5f, 0.1f, 1}),
                  std::invalid_argument);
  CHECK_THROWS_AS(device.backend->make_norm_act_pool({{2, 2, 2}, 0, 2, 1e-5f, 0.1f, 1}),
                  std::invalid_argument);
}
