// The optimizers compared with their papers' formulas in double precision, over several steps.
#include "ops/optimizer.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include "ops/optimizer_rules.h"
#include "support/device_test.h"

using namespace canopy;
using namespace canopy::test;

namespace {

/// One parameter after all steps, as in the papers: bias-corrected moments, then the step.
double trained(const OptimizerParams& rule, double w, const std::vector<double>& gradients,
               double rate) {
  const double b1 = rule.beta1, b2 = rule.beta2, decay = rule.weight_decay;
  double m = 0, v = 0;
  for (std::size_t t = 1; t <= gradients.size(); ++t) {
    double g = gradients[t - 1];
    if (rule.kind == OptimizerKind::sgd) {
      g += decay * w;
      m = rule.momentum * m + g;
      w -= rate * (rule.nesterov ? g + rule.momentum * m : m);
      continue;
    }
    m = b1 * m + (1 - b1) * g;
    v = b2 * v + (1 - b2) * g * g;
    const double c1 = 1 - std::pow(b1, t), c2 = 1 - std::pow(b2, t);
    const double root = rule.epsilon_form == EpsilonForm::pytorch
                            ? std::sqrt(v / c2) + rule.epsilon
                            : (std::sqrt(v) + rule.epsilon) / std::sqrt(c2);
    if (rule.kind == OptimizerKind::adamw) w -= rate * decay * w;
    w -= rate * (m / c1) / root;
  }
  return w;
}

}  // namespace

TEST_CASE("optimizers follow their formulas") {
  CANOPY_ON_EACH_DEVICE(device);
  constexpr int steps = 12;
  for (const OptimizerParams& rule : optimizer_rules())
    for (const std::int64_t count : {1, 7, 70001}) {
      CAPTURE(rule_name(rule), count);
      const auto op = device.backend->make_optimizer(rule);
      const std::vector<float> start = random_floats(count, 1);
      const Buffer w = device.put(start);
      const std::vector<float> zeros(static_cast<std::size_t>(count));
      const Buffer m = device.put(zeros);
      const Buffer v = rule.kind == OptimizerKind::sgd ? Buffer() : device.put(zeros);
      const Buffer scalars = device.backend->allocate(sizeof(StepScalars));
      std::vector<std::vector<double>> gradients(start.size());
      for (std::uint32_t t = 1; t <= steps; ++t) {
        const std::vector<float> g = random_floats(count, 100 + t, 0.1f);
        for (std::size_t i = 0; i < g.size(); ++i)
          gradients[i].push_back(static_cast<double>(g[i]));
        const StepScalars s = step_scalars(rule, 0.01, t);
        device.backend->upload(*device.stream, scalars.data(), &s, sizeof s);
        op->update(*device.stream, count, scalars.as<StepScalars>(), device.put(g).floats(),
                   {w.floats(), m.floats(), v.floats()});
        device.stream->synchronize();
      }
      std::vector<double> want, moved;
      std::vector<float> change = device.get(w, count);
      for (std::size_t i = 0; i < start.size(); ++i) {
        want.push_back(trained(rule, static_cast<double>(start[i]), gradients[i], 0.01));
        moved.push_back(want[i] - static_cast<double>(start[i]));
        change[i] -= start[i];
      }
      CHECK(relative_error(device.get(w, count), want) < 1e-6);
      CHECK(relative_error(change, moved) < 1e-4);  // limited by the rounding of w
    }
}

TEST_CASE("optimizers work on unaligned memory and do not write outside their range") {
  CANOPY_ON_EACH_DEVICE(device);
  for (const OptimizerParams& rule : optimizer_rules()) {
    CAPTURE(rule_name(rule));
    constexpr std::int64_t count = 1031;
    const auto op = device.backend->make_optimizer(rule);
    const StepScalars s = step_scalars(rule, 0.01, 1);
    const Buffer scalars = device.backend->allocate(sizeof s);
    device.backend->upload(*device.stream, scalars.data(), &s, sizeof s);
    const std::vector<float> start = random_floats(count + 8, 1), g = random_floats(count, 2);
    const std::vector<float> zeros(static_cast<std::size_t>(count + 8));
    const Buffer gradient = device.put(g);
    std::vector<std::vector<float>> results;
    for (const std::int64_t shift : {0, 1}) {  // the same parameters, as vectors and as scalars
      std::vector<float> values = zeros;
      std::copy(start.begin(), start.begin() + count, values.begin() + shift);
      const Buffer w = device.put(values), m = device.put(zeros);
      const Buffer v = rule.kind == OptimizerKind::sgd ? Buffer() : device.put(zeros);
      op->update(*device.stream, count, scalars.as<StepScalars>(), gradient.floats(),
                 {w.floats() + shift, m.floats() + shift, v ? v.floats() + shift : nullptr});
      std::vector<float> after = device.get(w, count + 8);
      for (std::int64_t i = 0; i < count + 8; ++i)
        if (i < shift || i >= shift + count) REQUIRE(after[static_cast<std::size_t>(i)] == 0);
      results.emplace_back(after.begin() + shift, after.begin() + shift + count);
    }
    CHECK(results[0] == results[1]);
  }
}

TEST_CASE("optimizers reject betas and momentums below 0, and 1 and above") {
  CANOPY_ON_EACH_DEVICE(device);
  OptimizerParams rule;
  rule.beta2 = 1;
  CHECK_THROWS_AS(device.backend->make_optimizer(rule), std::invalid_argument);
  rule.beta2 = 0.9f;
  rule.momentum = -0.1f;
  CHECK_THROWS_AS(device.backend->make_optimizer(rule), std::invalid_argument);
}
