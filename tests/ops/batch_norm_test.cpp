// Batch normalisation compared with naive double-precision loops and finite differences.
#include "ops/batch_norm.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include "ops/norm_cases.h"
#include "support/gradient_check.h"

using namespace canopy;
using namespace canopy::test;

namespace {

struct Case {
  Image input;
  int max_items, n;
};

const std::vector<Case> cases = {
    {{1, 2, 1}, 1, 1},    {{1, 1, 3}, 5, 5},    {{7, 5, 3}, 3, 2},
    {{3, 2, 16}, 2, 2},   {{5, 7, 17}, 4, 3},   {{37, 41, 16}, 5, 5},
    {{11, 13, 67}, 2, 1}, {{89, 97, 33}, 2, 2}, {{3, 4, 300}, 3, 2},
};

}  // namespace

TEST_CASE("batch_norm in training agrees with naive loops and finite differences") {
  CANOPY_ON_EACH_DEVICE(device);
  const double epsilon = 1e-3;
  for (const bool relu : {false, true})
    for (const Case& c : cases) {
      CAPTURE(relu, c.input.height, c.input.width, c.input.channels, c.n);
      const std::int64_t size = c.n * c.input.size();
      const std::vector<float> x = random_floats(size, 1), dy = random_floats(size, 2);
      NormState s(device, c.input.channels);
      const auto op = device.backend->make_batch_norm(
          {c.input, 1e-3f, 0.1f, relu ? Activation::relu : Activation::linear, c.max_items});
      const Buffer dev_x = device.put(x), dev_dy = device.put(dy), y = device.make(size);
      const Buffer dx = device.make(size), dgamma = device.make(c.input.channels),
                   dbeta = device.make(c.input.channels);
      op->forward_training(*device.stream, c.n, dev_x.floats(), s.state(), y.floats());
      op->backward(*device.stream, c.n, s.state(),
                   {dev_x.floats(), y.floats(), dev_dy.floats(), dx.floats(), dgamma.floats(),
                    dbeta.floats()});

      const Doubles x64 = as_double(x), gamma = as_double(s.gamma), beta = as_double(s.beta);
      const Moments moments = reference_moments(c.n, c.input, x64);
      const Doubles want = reference_norm(c.n, c.input, x64, moments, gamma, beta, epsilon, relu);
      Doubles dz = as_double(dy);
      if (relu)
        for (std::size_t i = 0; i < dz.size(); ++i)
          if (want[i] <= 0) dz[i] = 0;
      const NormReference r = reference_norm_gradients(c.n, c.input, x64, gamma, dz, epsilon);
      CHECK(relative_error(device.get(y, size), want) < 2e-6);
      CHECK(relative_error(device.get(dx, size), r.dx) < 5e-6);
      CHECK(relative_error(device.get(dgamma, c.input.channels), r.dgamma) < 5e-6);
      CHECK(relative_error(device.get(dbeta, c.input.channels), r.dbeta) < 5e-6);
      const double count = static_cast<double>(c.n * c.input.height * c.input.width);
      CHECK(relative_error(device.get(s.dev_mean, c.input.channels),
                           reference_running(s.running_mean, moments.mean, 1)) < 1e-6);
      CHECK(relative_error(
                device.get(s.dev_var, c.input.channels),
                reference_running(s.running_var, moments.variance, count / (count - 1))) < 1e-6);

      // In place: dx overwrites dy.
      op->backward(*device.stream, c.n, s.state(),
                   {dev_x.floats(), y.floats(), dev_dy.floats(), dev_dy.floats(), dgamma.floats(),
                    dbeta.floats()});
      CHECK(device.get(dev_dy, size) == device.get(dx, size));

      if (size > 250) continue;
      const Doubles numeric = finite_differences(x64, [&](const Doubles& v) {
        return dot(dz, reference_norm(c.n, c.input, v, reference_moments(c.n, c.input, v), gamma,
                                      beta, epsilon, false));
      });
      CHECK(relative_error(device.get(dx, size), numeric) < 2e-5);
    }
}

TEST_CASE("batch_norm in inference uses the running averages") {
  CANOPY_ON_EACH_DEVICE(device);
  for (const Case& c : cases) {
    CAPTURE(c.input.height, c.input.width, c.input.channels, c.n);
    const std::int64_t size = c.n * c.input.size();
    const std::vector<float> x = random_floats(size, 1);
    NormState s(device, c.input.channels);
    const auto op =
        device.backend->make_batch_norm({c.input, 1e-5f, 0.1f, Activation::relu, c.max_items});
    const Buffer dev_x = device.put(x), y = device.make(size);
    op->forward_inference(*device.stream, c.n, dev_x.floats(), s.state(), y.floats());
    CHECK(relative_error(device.get(y, size),
                         reference_norm(c.n, c.input, as_double(x),
                                        {as_double(s.running_mean), as_double(s.running_var)},
                                        as_double(s.gamma), as_double(s.beta), 1e-5, true)) < 1e-6);
    CHECK(device.get(s.dev_mean, c.input.channels) == s.running_mean);
  }
}

TEST_CASE("batch_norm's variance is exact with a mean far from zero", "[sanitize]") {
  CANOPY_ON_EACH_DEVICE(device);
  const Image input{31, 29, 5};
  const std::int64_t size = 3 * input.size();
  std::vector<float> x = random_floats(size, 1);
  for (float& v : x) v += 1000;
  NormState s(device, input.channels);
  const auto op = device.backend->make_batch_norm({input, 1e-5f, 0.1f, Activation::linear, 3});
  const Buffer dev_x = device.put(x), y = device.make(size);
  op->forward_training(*device.stream, 3, dev_x.floats(), s.state(), y.floats());
  const Moments moments = reference_moments(3, input, as_double(x));
  Doubles inv_std = moments.variance;
  for (double& v : inv_std) v = 1 / std::sqrt(v + 1e-5);
  CHECK(relative_error(device.get(s.dev_inv_std, input.channels), inv_std) < 1e-6);
}

TEST_CASE("batch_norm's variance is exact if the first values are far from all others") {
  CANOPY_ON_EACH_DEVICE(device);
  for (const std::int64_t channels : {5, 8}) {
    const Image input{31, 29, channels};
    const std::int64_t size = 3 * input.size();
    std::vector<float> x = random_floats(size, 1);
    for (float& v : x) v += 1000;
    std::fill(x.begin(), x.begin() + channels, 0.0f);
    NormState s(device, channels);
    const auto op = device.backend->make_batch_norm({input, 1e-5f, 0.1f, Activation::linear, 3});
    const Buffer dev_x = device.put(x), y = device.make(size);
    op->forward_training(*device.stream, 3, dev_x.floats(), s.state(), y.floats());
    const Moments moments = reference_moments(3, input, as_double(x));
    Doubles inv_std = moments.variance;
    for (double& v : inv_std) v = 1 / std::sqrt(v + 1e-5);
    CHECK(relative_error(device.get(s.dev_inv_std, channels), inv_std) < 1e-6);
    CHECK(relative_error(device.get(s.dev_batch_mean, channels), moments.mean) < 1e-6);
  }
}

TEST_CASE("batch_norm works on unaligned images") {
  CANOPY_ON_EACH_DEVICE(device);
  const Image input{7, 9, 8};
  const std::int64_t size = 2 * input.size();
  const auto op = device.backend->make_batch_norm({input, 1e-5f, 0.1f, Activation::relu, 2});
  const std::vector<float> x = random_floats(size, 1), dy = random_floats(size, 2);
  std::vector<std::vector<float>> results;
  for (const std::int64_t shift : {0, 3}) {
    std::vector<float> late_x(static_cast<std::size_t>(shift)), late_dy = late_x;
    late_x.insert(late_x.end(), x.begin(), x.end());
    late_dy.insert(late_dy.end(), dy.begin(), dy.end());
    NormState s(device, 8);
    const Buffer dev_x = device.put(late_x), dev_dy = device.put(late_dy);
    const Buffer y = device.make(size + shift), dx = device.make(size + shift);
    const Buffer dgamma = device.make(8), dbeta = device.make(8);
    op->forward_training(*device.stream, 2, dev_x.floats() + shift, s.state(), y.floats() + shift);
    op->backward(*device.stream, 2, s.state(),
                 {dev_x.floats() + shift, y.floats() + shift, dev_dy.floats() + shift,
                  dx.floats() + shift, dgamma.floats(), dbeta.floats()});
    std::vector<float> both = device.get(y, size + shift);
    both.erase(both.begin(), both.begin() + shift);
    const std::vector<float> gradient = device.get(dx, size + shift);
    both.insert(both.end(), gradient.begin() + shift, gradient.end());
    results.push_back(both);
  }
  CHECK(relative_error(results[1], as_double(results[0])) < 1e-6);
}

TEST_CASE("batch_norm keeps NaN") {
  CANOPY_ON_EACH_DEVICE(device);
  const Image input{3, 5, 18};
  std::vector<float> x = random_floats(input.size(), 1);
  x[37] = std::nanf("");  // channel 1
  NormState s(device, input.channels);
  const auto op = device.backend->make_batch_norm({input, 1e-5f, 0.1f, Activation::relu, 1});
  const Buffer dev_x = device.put(x), y = device.make(input.size());
  op->forward_training(*device.stream, 1, dev_x.floats(), s.state(), y.floats());
  const std::vector<float> got = device.get(y, input.size());
  CHECK(std::isnan(got[1]));
  CHECK(std::count_if(got.begin(), got.end(), [](float v) { return std::isnan(v); }) == 15);
}

TEST_CASE("batch_norm rejects activations other than linear and ReLU, and empty images") {
  CANOPY_ON_EACH_DEVICE(device);
  CHECK_THROWS_AS(device.backend->make_batch_norm({{2, 2, 2}, 1e-5f, 0.1f, Activation::tanh, 1}),
                  std::invalid_argument);
  CHECK_THROWS_AS(device.backend->make_batch_norm({{0, 2, 2}, 1e-5f, 0.1f, Activation::relu, 1}),
                  std::invalid_argument);
}
