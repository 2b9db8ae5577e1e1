// Multi-label loss and counters, compared with double-precision loops that do not use bit masks,
// and with the binary loss, which is applied to each class.
#include <cmath>
#include <limits>
#include <stdexcept>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include "ops/loss.h"
#include "ops/math/metrics.h"
#include "ops/metrics.h"
#include "support/device_test.h"
#include "support/gradient_check.h"

using namespace canopy;
using namespace canopy::test;

namespace {

using Sets = std::vector<std::vector<bool>>;  // [item][class]

/// Item i with none, some or all of the classes.
Sets some_sets(int items, int classes, int seed) {
  Sets sets;
  for (int i = 0; i < items; ++i) {
    sets.emplace_back();
    for (int c = 0; c < classes; ++c)
      sets.back().push_back(i % 5 != 0 && (i % 5 == 1 || (i * 7 + c * 3 + seed) % 4 == 0));
  }
  return sets;
}

std::vector<std::int32_t> labels_of(const Sets& sets) {
  std::vector<std::int32_t> labels;
  for (const std::vector<bool>& set : sets) {
    std::int32_t label = 0;
    for (std::size_t c = 0; c < set.size(); ++c)
      if (set[c]) label += static_cast<std::int32_t>(std::pow(2, c));
    labels.push_back(label);
  }
  return labels;
}

struct Blend {
  Sets partners;
  std::vector<float> shares;  // empty: none
};

struct Result {
  std::vector<float> probabilities, loss, dlogits;
};

Result run_loss(TestDevice& device, const LossParams& p, const std::vector<float>& logits,
                const std::vector<std::int32_t>& labels, const std::vector<float>& weights = {},
                const std::vector<std::int32_t>& partners = {},
                const std::vector<float>& shares = {}) {
  const auto op = device.backend->make_loss(p);
  const int n = static_cast<int>(labels.size());
  const std::int64_t outputs = std::int64_t{n} * p.outputs();
  const Buffer dev_logits = device.put(logits), dev_labels = device.put(labels);
  const Buffer dev_weights = weights.empty() ? Buffer() : device.put(weights);
  const Buffer dev_partners = partners.empty() ? Buffer() : device.put(partners);
  const Buffer dev_shares = shares.empty() ? Buffer() : device.put(shares);
  const Buffer probabilities = device.make(outputs), loss = device.make(n);
  const Buffer dlogits = device.make(outputs);
  op->run(*device.stream, n,
          {dev_logits.floats(), dev_labels.as<std::int32_t>(), dev_weights.floats(),
           probabilities.floats(), loss.floats(), dlogits.floats(), dev_partners.as<std::int32_t>(),
           dev_shares.floats()});
  return {device.get(probabilities, outputs), device.get(loss, n), device.get(dlogits, outputs)};
}

/// According to the definition: the mean of the classes' binary losses.
std::vector<double> reference(const LossParams& p, const std::vector<double>& logits,
                              const Sets& sets, const std::vector<float>& weights,
                              const Blend& blend) {
  std::vector<double> losses;
  for (std::size_t i = 0; i < sets.size(); ++i) {
    double loss = 0;
    const double share = blend.shares.empty() ? 1.0 : double{blend.shares[i]};
    for (std::size_t c = 0; c < sets[i].size(); ++c) {
      const double own = sets[i][c] ? 1 : 0;
      const double other = blend.shares.empty() || !blend.partners[i][c] ? 0 : 1;
      const double target = share * own + (1 - share) * other;
      const double smooth = (1 - double{p.label_smoothing}) * target + 0.5 * p.label_smoothing;
      const double with = weights.empty() ? 1 : double{weights[2 * c + 1]};
      const double without = weights.empty() ? 1 : double{weights[2 * c]};
      const double weight = target * with + (1 - target) * without;
      const double yes = 1 / (1 + std::exp(-logits[i * sets[i].size() + c])), no = 1 - yes;
      loss += weight * (smooth * std::pow(no, double{p.focal_gamma}) * -std::log(yes) +
                        (1 - smooth) * std::pow(yes, double{p.focal_gamma}) * -std::log(no));
    }
    losses.push_back(loss / static_cast<double>(sets[i].size()));
  }
  return losses;
}

double mean(const std::vector<double>& values) {
  double total = 0;
  for (double v : values) total += v;
  return total / static_cast<double>(values.size());
}

}  // namespace

TEST_CASE("a multi-label loss and its gradient agree with a double-precision formula") {
  CANOPY_ON_EACH_DEVICE(device);
  const int classes = GENERATE(1, 2, 5, 31);
  const bool weighted = GENERATE(false, true), blended = GENERATE(false, true);
  LossParams p{Task::multi_label, classes, 40};
  p.focal_gamma = GENERATE(0.0f, 2.0f);
  p.label_smoothing = GENERATE(0.0f, 0.1f);
  const int n = GENERATE(1, 13);
  CAPTURE(classes, weighted, blended, p.focal_gamma, p.label_smoothing, n);
  const Sets sets = some_sets(n, classes, 0);
  Blend blend;
  if (blended) {
    blend.partners = some_sets(n, classes, 2);
    for (int i = 0; i < n; ++i)
      blend.shares.push_back(i % 3 == 0 ? 1 : 0.5f + 0.03f * static_cast<float>(i));
  }
  std::vector<float> weights;
  for (int c = 0; weighted && c < 2 * classes; ++c)
    weights.push_back(0.25f + 0.5f * static_cast<float>(c % 5));
  const std::vector<float> logits = random_floats(std::int64_t{n} * classes, 7, 2);
  const Result got = run_loss(device, p, logits, labels_of(sets), weights,
                              labels_of(blend.partners), blend.shares);
  const auto losses = [&](const std::vector<double>& x) {
    return reference(p, x, sets, weights, blend);
  };
  CHECK(relative_error(got.loss, losses(as_double(logits))) < 2e-6);
  CHECK(relative_error(got.dlogits, finite_differences(as_double(logits), [&](const auto& x) {
                         return mean(losses(x));
                       })) < 2e-5);
  std::vector<double> probabilities;
  for (const double z : as_double(logits)) probabilities.push_back(1 / (1 + std::exp(-z)));
  CHECK(relative_error(got.probabilities, probabilities) < 1e-6);
}

TEST_CASE("a multi-label loss of one class is the binary loss") {
  CANOPY_ON_EACH_DEVICE(device);
  LossParams one{Task::multi_label, 1, 9}, binary{Task::binary, 2, 9};
  one.focal_gamma = binary.focal_gamma = 1.5f;
  one.label_smoothing = binary.label_smoothing = 0.05f;
  const std::vector<float> logits = random_floats(9, 3, 4), weights = {0.5f, 3};
  const std::vector<std::int32_t> labels = {1, 0, 0, 1, 1, 0, 1, 0, 1};
  const std::vector<std::int32_t> partners = {0, 1, 0, 0, 1, 1, 0, 0, 1};
  const std::vector<float> shares = {0.5f, 0.7f, 1, 1, 0.6f, 0.9f, 0.8f, 1, 0.55f};
  const Result a = run_loss(device, one, logits, labels, weights, partners, shares);
  const Result b = run_loss(device, binary, logits, labels, weights, partners, shares);
  CHECK(relative_error(a.loss, as_double(b.loss)) < 1e-7);
  CHECK(relative_error(a.dlogits, as_double(b.dlogits)) < 1e-7);
  CHECK(a.probabilities == b.probabilities);
}

TEST_CASE("a multi-label loss is finite at extreme logits, and small losses keep their precision") {
  CANOPY_ON_EACH_DEVICE(device);
  const LossParams p{Task::multi_label, 3, 2};
  const Result r = run_loss(device, p, {1e4f, -1e4f, 17, -200, 200, 0}, {0b101, 0b101});
  CHECK(r.loss[0] == Catch::Approx(std::exp(-17.0) / 3).epsilon(1e-5));
  CHECK(r.loss[1] == Catch::Approx((200 + 200 + std::log(2.0)) / 3));
  CHECK(r.dlogits[2] == Catch::Approx(-std::exp(-17.0) / 6).epsilon(1e-5));
  CHECK(r.dlogits[3] == Catch::Approx(-1.0 / 6));
  CHECK(r.dlogits[4] == Catch::Approx(1.0 / 6));
}

TEST_CASE("NaN logits and invalid labels give a multi-label loss of NaN") {
  CANOPY_ON_EACH_DEVICE(device);
  const int classes = GENERATE(3, 31);
  const auto all = static_cast<std::int32_t>((std::int64_t{1} << classes) - 1);
  std::vector<float> logits(static_cast<std::size_t>(5 * classes));
  logits[1] = std::nanf("");
  std::vector<std::int32_t> labels = {1, -1, all, 0, 0};
  if (classes < 31) labels[4] = all + 1;
  const Result r = run_loss(device, {Task::multi_label, classes, 5}, logits, labels);
  CHECK(std::isnan(r.loss[0]));
  CHECK(std::isnan(r.probabilities[1]));
  CHECK(std::isnan(r.loss[1]));
  CHECK(std::isnan(r.dlogits[classes]));
  CHECK(r.loss[2] == Catch::Approx(std::log(2.0)));
  CHECK(r.loss[3] == Catch::Approx(std::log(2.0)));
  CHECK(std::isnan(r.loss[4]) == (classes < 31));
}

TEST_CASE("metrics count each class of a multi-label network separately") {
  CANOPY_ON_EACH_DEVICE(device);
  const int classes = GENERATE(1, 3, 31), items = GENERATE(7, 700);
  CAPTURE(classes, items);
  const float threshold = 0.6f;
  const auto op = device.backend->make_metrics({Task::multi_label, classes, threshold, items});
  const Buffer block = device.backend->allocate(op->bytes());
  op->reset(*device.stream, block.data());

  const Sets sets = some_sets(items, classes, 1);
  std::vector<float> logits = random_floats(std::int64_t{items} * classes, 5, 6), p;
  for (const float z : logits) p.push_back(1 / (1 + std::exp(-z)));
  p[0] = threshold;  // not above it
  std::vector<float> loss = random_floats(items, 2);
  loss[static_cast<std::size_t>(items) - 1] = std::numeric_limits<float>::infinity();
  const Buffer dev_p = device.put(p), dev_labels = device.put(labels_of(sets));
  const Buffer dev_loss = device.put(loss), dev_logits = device.put(logits);
  for (int round = 0; round < 2; ++round)
    op->accumulate(*device.stream, items,
                   {dev_p.floats(), dev_labels.as<std::int32_t>(), dev_loss.floats(),
                    round == 0 ? dev_logits.floats() : nullptr},
                   block.data());
  std::vector<char> host(op->bytes());
  device.backend->download(*device.stream, host.data(), block.data(), host.size());
  device.stream->synchronize();
  const MetricsCounts got = op->read(host.data());

  std::vector<std::int64_t> cells(static_cast<std::size_t>(4 * classes));
  std::vector<std::int64_t> positives(static_cast<std::size_t>(classes) * score_bins);
  std::vector<std::int64_t> negatives(positives);
  double sum = 0;
  for (int i = 0; i < items - 1; ++i) {
    sum += 2 * double{loss[i]};
    for (int c = 0; c < classes; ++c) {
      const int taken = p[i * classes + c] > threshold ? 1 : 0, in = sets[i][c] ? 1 : 0;
      cells[4 * c + 2 * in + taken] += 2;
      const double place = (double{logits[i * classes + c]} + 16) * 32;
      const int bin = static_cast<int>(std::min(1023.0, std::max(0.0, std::floor(place))));
      ++(in ? positives : negatives)[c * score_bins + bin];
    }
  }
  CHECK(got.items == 2 * items);
  CHECK(got.not_finite == 2);
  CHECK(got.loss_sum == Catch::Approx(sum).epsilon(1e-12));
  CHECK(got.confusion == cells);
  CHECK(got.positives == positives);
  CHECK(got.negatives == negatives);
}

TEST_CASE("metrics count invalid multi-label labels as not finite") {
  CANOPY_ON_EACH_DEVICE(device);
  const auto op = device.backend->make_metrics({Task::multi_label, 2, 0.5f, 4});
  const Buffer block = device.backend->allocate(op->bytes());
  op->reset(*device.stream, block.data());
  const Buffer p = device.put(std::vector<float>(8, 0.9f));
  const Buffer labels = device.put(std::vector<std::int32_t>{3, 4, -1, 0});
  op->accumulate(*device.stream, 4, {p.floats(), labels.as<std::int32_t>(), nullptr, p.floats()},
                 block.data());
  std::vector<char> host(op->bytes());
  device.backend->download(*device.stream, host.data(), block.data(), host.size());
  device.stream->synchronize();
  const MetricsCounts got = op->read(host.data());
  CHECK(got.not_finite == 2);
  CHECK(got.confusion == std::vector<std::int64_t>{0, 1, 0, 1, 0, 1, 0, 1});
}

TEST_CASE("more classes than a label can hold are rejected") {
  CANOPY_ON_EACH_DEVICE(device);
  CHECK_NOTHROW(device.backend->make_loss({Task::multi_label, 31, 1}));
  CHECK_THROWS_AS(device.backend->make_loss({Task::multi_label, 32, 1}), std::invalid_argument);
  CHECK_THROWS_AS(device.backend->make_loss({Task::multi_label, 0, 1}), std::invalid_argument);
  CHECK_THROWS_AS(device.backend->make_metrics({Task::multi_label, 32, 0.5f, 1}),
                  std::invalid_argument);
}
