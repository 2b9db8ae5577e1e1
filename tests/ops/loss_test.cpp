// The losses compared with double-precision formulas and finite differences, and at extreme logits.
#include "ops/loss.h"

#include <cmath>
#include <stdexcept>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include "support/device_test.h"
#include "support/gradient_check.h"

using namespace canopy;
using namespace canopy::test;

namespace {

struct Result {
  std::vector<float> probabilities, loss, dlogits;
};

Result run_loss(TestDevice& device, const LossParams& p, const std::vector<float>& logits,
                const std::vector<std::int32_t>& labels, const std::vector<float>& weights = {}) {
  const auto op = device.backend->make_loss(p);
  const int n = static_cast<int>(labels.size());
  const std::int64_t outputs = n * p.outputs();
  const Buffer dev_logits = device.put(logits), dev_labels = device.put(labels);
  const Buffer dev_weights = weights.empty() ? Buffer() : device.put(weights);
  const Buffer probabilities = device.make(outputs), loss = device.make(n);
  const Buffer dlogits = device.make(outputs);
  op->run(*device.stream, n,
          {dev_logits.floats(), dev_labels.as<std::int32_t>(), dev_weights.floats(),
           probabilities.floats(), loss.floats(), dlogits.floats()});
  return {device.get(probabilities, outputs), device.get(loss, n), device.get(dlogits, outputs)};
}

/// Each item's loss in double; a sigmoid is the softmax of 0 and the logit.
std::vector<double> reference_loss(const LossParams& p, const std::vector<double>& logits,
                                   const std::vector<std::int32_t>& labels,
                                   const std::vector<float>& weights) {
  std::vector<double> losses;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    std::vector<double> row = {0};
    if (p.task == Task::binary)
      row.push_back(logits[i]);
    else
      row.assign(logits.begin() + static_cast<std::ptrdiff_t>(i) * p.classes,
                 logits.begin() + static_cast<std::ptrdiff_t>(i + 1) * p.classes);
    double total = 0;
    for (double value : row) total += std::exp(value);
    const double w = weights.empty() ? 1.0 : static_cast<double>(weights[labels[i]]);
    losses.push_back(w * (std::log(total) - row[labels[i]]));
  }
  return losses;
}

double mean(const std::vector<double>& values) {
  double total = 0;
  for (double v : values) total += v;
  return total / static_cast<double>(values.size());
}

}  // namespace

TEST_CASE("losses and their gradients agree with double-precision formulas") {
  CANOPY_ON_EACH_DEVICE(device);
  for (const LossParams& p :
       {LossParams{Task::binary, 2, 600}, LossParams{Task::categorical, 2, 16},
        LossParams{Task::categorical, 1, 3}, LossParams{Task::categorical, 37, 20},
        LossParams{Task::categorical, 131, 5}})
    for (const int n : {1, 3, p.max_items})
      for (const bool weighted : {false, true}) {
        CAPTURE(static_cast<int>(p.task), p.classes, n, weighted);
        const std::vector<float> logits = random_floats(n * p.outputs(), 5, 3);
        std::vector<std::int32_t> labels;
        for (int i = 0; i < n; ++i) labels.push_back((i * 7 + i / 3) % p.classes);
        std::vector<float> weights;
        for (int c = 0; weighted && c < p.classes; ++c)
          weights.push_back(0.5f + 1.5f * static_cast<float>(c % 3));
        const Result got = run_loss(device, p, logits, labels, weights);
        const auto losses = [&](const std::vector<double>& x) {
          return reference_loss(p, x, labels, weights);
        };
        CHECK(relative_error(got.loss, losses(as_double(logits))) < 1e-6);
        if (p.classes > 1)
          CHECK(
              relative_error(got.dlogits, finite_differences(as_double(logits), [&](const auto& x) {
                               return mean(losses(x));
                             })) < 1e-5);
        for (int i = 0; i < n; ++i) {  // probability of the label = exp(-unweighted loss)
          const float p1 = p.task == Task::binary
                               ? (labels[i] == 1 ? got.probabilities[i] : 1 - got.probabilities[i])
                               : got.probabilities[i * p.classes + labels[i]];
          const double loss = reference_loss(p, as_double(logits), labels, {})[i];
          CHECK(p1 == Catch::Approx(std::exp(-loss)).epsilon(1e-4).margin(1e-6));
        }
      }
}

namespace {

/// Soft targets, focal factor and smoothing according to the definition, in double.
std::vector<double> reference_soft_loss(const LossParams& p, const std::vector<double>& logits,
                                        const std::vector<std::int32_t>& labels,
                                        const std::vector<std::int32_t>& partners,
                                        const std::vector<float>& shares,
                                        const std::vector<float>& weights) {
  std::vector<double> losses;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    std::vector<double> row = {0};
    if (p.task == Task::binary)
      row.push_back(logits[i]);
    else
      row.assign(logits.begin() + static_cast<std::ptrdiff_t>(i) * p.classes,
                 logits.begin() + static_cast<std::ptrdiff_t>(i + 1) * p.classes);
    double total = 0;
    for (double value : row) total += std::exp(value);
    const double share = shares.empty() ? 1.0 : double{shares[i]};
    const std::int32_t partner = shares.empty() ? labels[i] : partners[i];
    const double w = weights.empty() ? 1.0
                                     : share * double{weights[labels[i]]} +
                                           (1 - share) * double{weights[partner]};
    double loss = 0;
    for (int c = 0; c < static_cast<int>(row.size()); ++c) {
      double target = 0;
      if (c == labels[i]) target += share;
      if (c == partner) target += 1 - share;
      target = (1 - double{p.label_smoothing}) * target +
               double{p.label_smoothing} / static_cast<double>(row.size());
      const double probability = std::exp(row[c]) / total;
      loss += target * std::pow(1 - probability, double{p.focal_gamma}) * -std::log(probability);
    }
    losses.push_back(w * loss);
  }
  return losses;
}

}  // namespace

TEST_CASE("losses with soft labels, focal factor and smoothing agree with double precision") {
  CANOPY_ON_EACH_DEVICE(device);
  LossParams p =
      GENERATE(LossParams{Task::binary, 2, 8}, LossParams{Task::categorical, 2, 8},
               LossParams{Task::categorical, 3, 8}, LossParams{Task::categorical, 33, 8});
  const int classes = p.classes;
  p.focal_gamma = GENERATE(0.0f, 0.7f, 2.0f);
  p.label_smoothing = GENERATE(0.0f, 0.1f);
  const bool soft = GENERATE(false, true);
  CAPTURE(classes, p.focal_gamma, p.label_smoothing, soft);
  constexpr int n = 6;
  const std::vector<float> logits = random_floats(n * p.outputs(), 11, 1.5f);
  std::vector<std::int32_t> labels, partners;
  for (int i = 0; i < n; ++i) labels.push_back(i * 5 % classes), partners.push_back(i % classes);
  const std::vector<float> shares =
      soft ? std::vector<float>{0.5f, 1, 0.8f, 0.65f, 0.99f, 0.7f} : std::vector<float>();
  std::vector<float> weights;
  for (int c = 0; c < classes; ++c) weights.push_back(0.5f + 0.1f * static_cast<float>(c));

  const auto op = device.backend->make_loss(p);
  const Buffer dev_logits = device.put(logits), dev_labels = device.put(labels);
  const Buffer dev_weights = device.put(weights), dev_partners = device.put(partners);
  const Buffer dev_shares = soft ? device.put(shares) : Buffer();
  const Buffer probabilities = device.make(n * p.outputs()), loss = device.make(n);
  const Buffer dlogits = device.make(n * p.outputs());
  op->run(*device.stream, n,
          {dev_logits.floats(), dev_labels.as<std::int32_t>(), dev_weights.floats(),
           probabilities.floats(), loss.floats(), dlogits.floats(),
           soft ? dev_partners.as<std::int32_t>() : nullptr, dev_shares.floats()});
  const auto losses = [&](const std::vector<double>& x) {
    return reference_soft_loss(p, x, labels, partners, shares, weights);
  };
  CHECK(relative_error(device.get(loss, n), losses(as_double(logits))) < 2e-6);
  CHECK(relative_error(device.get(dlogits, n * p.outputs()),
                       finite_differences(as_double(logits),
                                          [&](const auto& x) { return mean(losses(x)); })) < 2e-5);
}

TEST_CASE("losses with a focal factor stay finite at extreme logits") {
  CANOPY_ON_EACH_DEVICE(device);
  LossParams p{Task::binary, 2, 4};
  p.focal_gamma = 2, p.label_smoothing = 0.1f;
  const Result binary = run_loss(device, p, {200, 200, -200, -1e4f}, {1, 0, 1, 0});
  for (int i = 0; i < 4; ++i) {
    CHECK(std::isfinite(binary.loss[i]));
    CHECK(std::isfinite(binary.dlogits[i]));
  }
  CHECK(binary.loss[1] == Catch::Approx(0.95 * 200));
  p = {Task::categorical, 3, 2};
  p.focal_gamma = 2;
  const Result r = run_loss(device, p, {200, -200, 0, 200, -200, 0}, {0, 1});
  CHECK(r.loss[0] == 0);
  CHECK(r.loss[1] == Catch::Approx(400));
  for (const float g : r.dlogits) CHECK(std::isfinite(g));
}

TEST_CASE("an invalid partner label gives a loss of NaN") {
  CANOPY_ON_EACH_DEVICE(device);
  const auto op = device.backend->make_loss({Task::binary, 2, 2});
  const Buffer logits = device.put(std::vector<float>{1, 1});
  const Buffer labels = device.put(std::vector<std::int32_t>{1, 1});
  const Buffer partners = device.put(std::vector<std::int32_t>{7, 7});
  const Buffer shares = device.put(std::vector<float>{0.5f, 1});
  const Buffer probabilities = device.make(2), loss = device.make(2);
  op->run(*device.stream, 2,
          {logits.floats(), labels.as<std::int32_t>(), nullptr, probabilities.floats(),
           loss.floats(), nullptr, partners.as<std::int32_t>(), shares.floats()});
  CHECK(std::isnan(device.get(loss, 2)[0]));
  CHECK(std::isfinite(device.get(loss, 2)[1]));
}

TEST_CASE("losses are finite and exact at extreme logits", "[sanitize]") {
  CANOPY_ON_EACH_DEVICE(device);
  const float far = GENERATE(100.0f, 1e4f);
  SECTION("binary") {
    const Result r =
        run_loss(device, {Task::binary, 2, 8}, {far, far, -far, -far, 0, 17}, {1, 0, 1, 0, 1, 1});
    CHECK(r.loss[0] < 1e-30f);
    CHECK(r.loss[1] == far);
    CHECK(r.loss[2] == far);
    CHECK(r.loss[3] < 1e-30f);
    CHECK(r.loss[4] == Catch::Approx(std::log(2.0)));
    CHECK(r.loss[5] == Catch::Approx(std::exp(-17.0)).epsilon(1e-5));  // not rounded to 0
    CHECK(r.dlogits[1] == Catch::Approx(1.0 / 6));
    CHECK(r.dlogits[2] == Catch::Approx(-1.0 / 6));
    CHECK(r.dlogits[5] == Catch::Approx(-std::exp(-17.0) / 6).epsilon(1e-5));
    CHECK(r.probabilities[0] == 1.0f);
    CHECK(r.probabilities[3] < 1e-30f);
    CHECK(r.probabilities[4] == 0.5f);
  }
  SECTION("categorical") {
    const Result r =
        run_loss(device, {Task::categorical, 3, 4},
                 {far, -far, 0, far, -far, 0, -far, -far, -far, 17, 0, 0}, {0, 1, 2, 0});
    CHECK(r.loss[0] < 1e-30f);
    CHECK(r.loss[1] == 2 * far);
    CHECK(r.loss[2] == Catch::Approx(std::log(3.0)));
    CHECK(r.loss[3] == Catch::Approx(2 * std::exp(-17.0)).epsilon(1e-5));
    CHECK(r.dlogits[3] == Catch::Approx(0.25));
    CHECK(r.dlogits[4] == Catch::Approx(-0.25));
    CHECK(r.dlogits[9] == Catch::Approx(-0.5 * std::exp(-17.0)).epsilon(1e-5));
    for (int i = 0; i < 4; ++i)
      CHECK(r.probabilities[3 * i] + r.probabilities[3 * i + 1] + r.probabilities[3 * i + 2] ==
            Catch::Approx(1.0));
  }
}

TEST_CASE("NaN logits and invalid labels give a loss of NaN") {
  CANOPY_ON_EACH_DEVICE(device);
  const float nan = std::nanf("");
  const Result binary =
      run_loss(device, {Task::binary, 2, 3}, {nan, 0, 0}, {1, 2, 1}, {1.0f, 1.0f});
  CHECK(std::isnan(binary.loss[0]));
  CHECK(std::isnan(binary.probabilities[0]));
  CHECK(std::isnan(binary.dlogits[0]));
  CHECK(std::isnan(binary.loss[1]));
  CHECK(std::isfinite(binary.loss[2]));
  for (int place = 0; place < 3; ++place) {
    std::vector<float> logits(9);
    logits[place] = nan;
    const Result r = run_loss(device, {Task::categorical, 3, 3}, logits, {1, -1, 2});
    CHECK(std::isnan(r.loss[0]));
    CHECK(std::isnan(r.probabilities[place]));
    CHECK(std::isnan(r.loss[1]));
    CHECK(std::isfinite(r.loss[2]));
  }
}

TEST_CASE("a NaN at any position among many logits gives a loss of NaN") {
  CANOPY_ON_EACH_DEVICE(device);
  constexpr int classes = 70;
  for (const int place : {0, 31, 32, 40, classes - 1}) {
    CAPTURE(place);
    std::vector<float> logits = random_floats(2 * classes, 3);
    logits[place] = std::nanf("");
    const Result r = run_loss(device, {Task::categorical, classes, 2}, logits, {5, 5});
    CHECK(std::isnan(r.loss[0]));
    CHECK(std::isnan(r.probabilities[place]));
    CHECK(std::isnan(r.dlogits[5]));
    CHECK(std::isfinite(r.loss[1]));
    CHECK(std::isfinite(r.dlogits[classes + 5]));
  }
}

TEST_CASE("losses write only probabilities if there are no labels") {
  CANOPY_ON_EACH_DEVICE(device);
  const auto op = device.backend->make_loss({Task::binary, 2, 4});
  const Buffer logits = device.put(std::vector<float>{-1.5f, 2.5f});
  const Buffer probabilities = device.make(2);
  op->run(*device.stream, 2,
          {logits.floats(), nullptr, nullptr, probabilities.floats(), nullptr, nullptr});
  CHECK(relative_error(device.get(probabilities, 2),
                       {1 / (1 + std::exp(1.5)), 1 / (1 + std::exp(-2.5))}) < 1e-6);
}

TEST_CASE("losses reject invalid parameters") {
  CANOPY_ON_EACH_DEVICE(device);
  CHECK_THROWS_AS(device.backend->make_loss({Task::binary, 3, 1}), std::invalid_argument);
  CHECK_THROWS_AS(device.backend->make_loss({Task::categorical, 0, 1}), std::invalid_argument);
  CHECK_THROWS_AS(device.backend->make_loss({Task::binary, 2, 1, -1.0f, 0.0f}),
                  std::invalid_argument);
  CHECK_THROWS_AS(device.backend->make_loss({Task::binary, 2, 1, 0.0f, 1.5f}),
                  std::invalid_argument);
}
