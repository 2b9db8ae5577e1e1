// Dense's backward and update in one pass, compared with separate backward and optimizer, and
// bitwise reproducibility.
#include <cstring>
#include <stdexcept>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include "ops/dense_cases.h"
#include "ops/optimizer_rules.h"

using namespace canopy;
using namespace canopy::test;

namespace {

/// An optimizer state as after a few steps: random m, and random non-negative v.
struct State {
  State(TestDevice& device, const DenseCase& c, const OptimizerParams& rule)
      : m(device.put(random_floats(c.units * c.inputs, 21))) {
    std::vector<float> squares = random_floats(c.units * c.inputs, 22);
    for (float& s : squares) s *= s;
    if (rule.kind != OptimizerKind::sgd) v = device.put(squares);
  }
  ParameterState of(const Buffer& value) const { return {value.floats(), m.floats(), v.floats()}; }
  Buffer m, v;
};

Buffer scalars_of(TestDevice& device, const OptimizerParams& rule, std::uint32_t step) {
  const StepScalars s = step_scalars(rule, 0.01, step);
  Buffer buffer = device.backend->allocate(sizeof s);
  device.backend->upload(*device.stream, buffer.data(), &s, sizeof s);
  device.stream->synchronize();
  return buffer;
}

struct Bits {
  std::vector<float> y, w, dx;
  bool operator==(const Bits& other) const {
    const auto same = [](const std::vector<float>& a, const std::vector<float>& b) {
      return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
    };
    return same(y, other.y) && same(w, other.w) && same(dx, other.dx);
  }
};

/// Three steps of a layer that is large enough to be divided into many parts.
Bits three_steps(const std::string& id, int threads) {
  BackendOptions options;
  options.threads = threads;
  TestDevice device = open_test_device(id, options);
  const DenseCase c{6, 50021, 9, Activation::relu};
  const OptimizerParams rule;
  DenseOnDevice layer(device, c);
  const State state(device, c, rule);
  for (std::uint32_t step = 1; step <= 3; ++step) {
    const Buffer scalars = scalars_of(device, rule, step);
    layer.forward();
    layer.op->backward_update(*device.stream, c.n, layer.gradients(), rule,
                              scalars.as<StepScalars>(), state.of(layer.dev_w));
  }
  return {device.get(layer.dev_y, c.n * c.units), device.get(layer.dev_w, c.units * c.inputs),
          device.get(layer.dev_dx, c.n * c.inputs)};
}

}  // namespace

TEST_CASE("dense's fused update agrees with backward and the optimizer") {
  CANOPY_ON_EACH_DEVICE(device);
  for (const OptimizerParams& rule : optimizer_rules())
    for (const DenseCase& c : dense_cases()) {
      const std::int64_t weights = c.units * c.inputs;
      if (weights > 1000000 && rule.kind != OptimizerKind::adamw) continue;  // to save time
      CAPTURE(rule_name(rule), c.n, c.inputs, c.units);
      const Buffer scalars = scalars_of(device, rule, 3);
      DenseOnDevice apart(device, c), fused(device, c);
      const State state_apart(device, c, rule), state_fused(device, c, rule);
      apart.forward();
      apart.backward();
      device.backend->make_optimizer(rule)->update(*device.stream, weights,
                                                   scalars.as<StepScalars>(), apart.dev_dw.floats(),
                                                   state_apart.of(apart.dev_w));
      fused.forward();
      DenseGradients gradients = fused.gradients();
      gradients.dw = nullptr;  // must not be accessed
      fused.op->backward_update(*device.stream, c.n, gradients, rule, scalars.as<StepScalars>(),
                                state_fused.of(fused.dev_w));
      const auto error = [&](const Buffer& got, const Buffer& want, std::int64_t count) {
        return relative_error(device.get(got, count), as_double(device.get(want, count)));
      };
      CHECK(error(fused.dev_w, apart.dev_w, weights) < 1e-6);
      CHECK(error(state_fused.m, state_apart.m, weights) < 1e-6);
      if (state_fused.v) CHECK(error(state_fused.v, state_apart.v, weights) < 1e-6);
      if (c.bias) CHECK(error(fused.dev_db, apart.dev_db, c.units) < 1e-6);
      // dx is computed from the old weights
      if (c.input_gradient) CHECK(error(fused.dev_dx, apart.dev_dx, c.n * c.inputs) < 1e-6);
    }
}

TEST_CASE("dense gives the same bits in every run and on any number of threads") {
  CANOPY_ON_EACH_DEVICE(device);
  const Bits first = three_steps(device.id, 2);
  CHECK(first == three_steps(device.id, 2));
  CHECK(first == three_steps(device.id, 1));
  CHECK(first == three_steps(device.id, 3));
}
