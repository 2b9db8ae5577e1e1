// Gradient clipping: the factor, and the updates that use it.
#include "ops/gradient_clip.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include "ops/dense_cases.h"
#include "ops/optimizer_rules.h"
#include "support/gradient_check.h"

using namespace canopy;
using namespace canopy::test;

namespace {

template <class T>
Buffer upload(TestDevice& device, const T* values, std::size_t count) {
  Buffer buffer = device.backend->allocate(count * sizeof(T));
  device.backend->upload(*device.stream, buffer.data(), values, count * sizeof(T));
  device.stream->synchronize();
  return buffer;
}

double square_norm(const Doubles& values) {
  return dot(values, values);
}

float scale_of(TestDevice& device, const std::vector<float>& gradient, const Doubles& others,
               double max_norm) {
  const auto count = static_cast<std::int64_t>(gradient.size());
  const auto op = device.backend->make_gradient_clip({max_norm, count});
  const Buffer values = device.put(gradient), scale = device.make(1);
  const Buffer squares = upload(device, others.data(), others.size());
  op->run(*device.stream, count, values.floats(), static_cast<int>(others.size()),
          squares.as<double>(), scale.floats());
  return device.get(scale, 1)[0];
}

/// PyTorch's clip_grad_norm_.
double expected_scale(const std::vector<float>& gradient, const Doubles& others, double max_norm) {
  double square = 0;
  for (float value : gradient) square += static_cast<double>(value) * static_cast<double>(value);
  for (double other : others) square += other;
  return std::min(1.0, max_norm / (std::sqrt(square) + 1e-6));
}

}  // namespace

TEST_CASE("the clipping factor agrees with PyTorch's clip_grad_norm_") {
  CANOPY_ON_EACH_DEVICE(device);
  for (const std::int64_t count : {0, 1, 3, 4, 5, 255, 1024, 1031, 70001, 1100003})
    for (const Doubles& others : {Doubles{}, Doubles{12.5}, Doubles{0, 1e4, 3}}) {
      CAPTURE(count, others.size());
      const std::vector<float> gradient = random_floats(count, 1, 0.1f);
      for (const double max_norm : {1e-3, 1.0, 60.0, 1e6})
        CHECK(scale_of(device, gradient, others, max_norm) ==
              Catch::Approx(expected_scale(gradient, others, max_norm)).epsilon(1e-6));
    }
  CHECK(scale_of(device, {3, 4}, {}, 5.1) == 1.0f);
  CHECK(scale_of(device, {3, 4}, {}, 2.5) == Catch::Approx(0.5));
  CHECK(std::isnan(scale_of(device, {3, std::nanf(""), 4}, {}, 2.5)));
}

TEST_CASE("the clipping factor has the same bits in every run, and max_norm must be positive") {
  CANOPY_ON_EACH_DEVICE(device);
  const std::vector<float> gradient = random_floats(300007, 3);
  const float first = scale_of(device, gradient, {2.5}, 1);
  CHECK(scale_of(device, gradient, {2.5}, 1) == first);
  CHECK_THROWS_AS(device.backend->make_gradient_clip({0, 1}), std::invalid_argument);
  CHECK_THROWS_AS(device.backend->make_gradient_clip({std::nan(""), 1}), std::invalid_argument);
}

TEST_CASE("optimizers multiply the gradient by a factor in device memory", "[sanitize]") {
  CANOPY_ON_EACH_DEVICE(device);
  for (const OptimizerParams& rule : optimizer_rules())
    for (const std::int64_t count : {1, 7, 2050, 40001}) {
      CAPTURE(rule_name(rule), count);
      const auto op = device.backend->make_optimizer(rule);
      const std::vector<float> gradient = random_floats(count, 2), start = random_floats(count, 1);
      std::vector<float> smaller = gradient;
      for (float& value : smaller) value *= 0.375f;
      const StepScalars scalars = step_scalars(rule, 0.01, 1);
      const Buffer step = upload(device, &scalars, 1),
                   scale = device.put(std::vector<float>{0.375f});
      const auto updated = [&](const std::vector<float>& slope, const float* factor) {
        const std::vector<float> zeros(static_cast<std::size_t>(count));
        const Buffer w = device.put(start), m = device.put(zeros), g = device.put(slope);
        const Buffer v = rule.kind == OptimizerKind::sgd ? Buffer() : device.put(zeros);
        op->update(*device.stream, count, step.as<StepScalars>(), g.floats(),
                   {w.floats(), m.floats(), v.floats()}, factor);
        return device.get(w, count);
      };
      CHECK(relative_error(updated(gradient, scale.floats()),
                           as_double(updated(smaller, nullptr))) < 1e-6);
      CHECK(updated(gradient, scale.floats()) != updated(gradient, nullptr));
    }
}

namespace {

/// A layer with a deferred update.
struct Deferred : DenseOnDevice {
  Deferred(TestDevice& on, const DenseCase& one) : DenseOnDevice(on, one) {
    op = on.backend->make_dense(
        {c.inputs, c.units, c.bias, c.activation, c.input_gradient, c.n + 2, true});
    square = on.backend->allocate(sizeof(double));
  }
  double norm() {
    DenseGradients g = gradients();
    g.dw = nullptr;  // must not be accessed
    op->backward_norm(*device.stream, c.n, g, square.as<double>());
    double value = 0;
    device.backend->download(*device.stream, &value, square.data(), sizeof value);
    device.stream->synchronize();
    return value;
  }
  Buffer square;
};

std::vector<DenseCase> norm_cases() {
  std::vector<DenseCase> all = dense_cases();
  for (const DenseCase& c : {DenseCase{33, 200, 70, Activation::tanh}, DenseCase{48, 64, 1},
                             DenseCase{100, 1000, 3}, DenseCase{15, 65, 17}})
    all.push_back(c);
  return all;
}

}  // namespace

TEST_CASE("dense computes the norm of a weight gradient without storing it") {
  CANOPY_ON_EACH_DEVICE(device);
  for (const DenseCase& c : norm_cases()) {
    if (c.units * c.inputs > 2000000) continue;  // to save time
    CAPTURE(c.n, c.inputs, c.units);
    Deferred layer(device, c);
    layer.forward();
    const double square = layer.norm();
    const DenseReference want = layer.reference();
    CHECK(square == Catch::Approx(square_norm(want.dw)).epsilon(1e-5));
    if (c.bias) CHECK(relative_error(device.get(layer.dev_db, c.units), want.db) < 1e-6);
    if (c.input_gradient)
      CHECK(relative_error(device.get(layer.dev_dx, c.n * c.inputs), want.dx) < 1e-6);
  }
}

TEST_CASE("dense's gradient norm is exact even if the items' gradients nearly cancel") {
  CANOPY_ON_EACH_DEVICE(device);
  const DenseCase c{16, 5003, 3, Activation::linear, false, false};
  Deferred layer(device, c);
  for (std::int64_t item = 1; item < c.n; ++item)
    for (std::int64_t k = 0; k < c.inputs; ++k)
      layer.x[item * c.inputs + k] = layer.x[k] * (1 + 1e-4f * static_cast<float>(item * (k % 7)));
  for (std::int64_t i = 0; i < c.n * c.units; ++i)
    layer.dy[i] = (i / c.units % 2 == 0 ? 1.0f : -1.0f) * (1 + 1e-4f * static_cast<float>(i % 5));
  layer.dev_x = device.put(layer.x);
  layer.dev_dy = device.put(layer.dy);
  layer.forward();
  const double square = layer.norm();
  CHECK(square == Catch::Approx(square_norm(layer.reference().dw)).epsilon(1e-4));
}

TEST_CASE("dense's deferred update agrees with the update from a stored gradient") {
  CANOPY_ON_EACH_DEVICE(device);
  const Buffer scale = device.put(std::vector<float>{0.37f});
  for (const OptimizerParams& rule : optimizer_rules())
    for (const DenseCase& c : norm_cases()) {
      const std::int64_t weights = c.units * c.inputs;
      if (weights > 100000) continue;  // to save time
      CAPTURE(rule_name(rule), c.n, c.inputs, c.units);
      const StepScalars scalars = step_scalars(rule, 0.01, 3);
      const Buffer step = upload(device, &scalars, 1);
      std::vector<float> squares = random_floats(weights, 22);
      for (float& s : squares) s *= s;
      const auto state = [&] {
        return std::pair(device.put(random_floats(weights, 21)), device.put(squares));
      };
      const auto moments = [&](const std::pair<Buffer, Buffer>& both, const Buffer& w) {
        return ParameterState{w.floats(), both.first.floats(),
                              rule.kind == OptimizerKind::sgd ? nullptr : both.second.floats()};
      };
      DenseOnDevice stored(device, c);
      Deferred late(device, c);
      const auto of_stored = state(), of_late = state();
      stored.forward();
      stored.backward();
      device.backend->make_optimizer(rule)->update(
          *device.stream, weights, step.as<StepScalars>(), stored.dev_dw.floats(),
          moments(of_stored, stored.dev_w), scale.floats());
      late.forward();
      late.norm();
      // The step may have overwritten the gradient since then.
      late.dev_dy = device.make(c.n * c.units);
      late.op->update(*device.stream, c.n, late.dev_x.floats(), rule, step.as<StepScalars>(),
                      moments(of_late, late.dev_w), scale.floats());
      CHECK(relative_error(device.get(late.dev_w, weights),
                           as_double(device.get(stored.dev_w, weights))) < 3e-6);
      CHECK(relative_error(device.get(of_late.first, weights),
                           as_double(device.get(of_stored.first, weights))) < 3e-6);
    }
}
