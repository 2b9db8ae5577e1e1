// The metrics' counters: confusion, loss sum, histograms and values that are not finite.
#include "ops/metrics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <stdexcept>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include "ops/math/metrics.h"
#include "support/device_test.h"

using namespace canopy;
using namespace canopy::test;

namespace {

struct Counting {
  Counting(TestDevice& d, const MetricsParams& p)
      : device(d),
        params(p),
        op(d.backend->make_metrics(p)),
        block(d.backend->allocate(op->bytes())) {
    op->reset(*device.stream, block.data());
  }
  void add(const std::vector<float>& probabilities, const std::vector<std::int32_t>& labels,
           const std::vector<float>& loss, const std::vector<float>& logits = {}) {
    const Buffer p = device.put(probabilities), l = device.put(labels);
    const Buffer losses = loss.empty() ? Buffer() : device.put(loss);
    const Buffer scores = logits.empty() ? Buffer() : device.put(logits);
    op->accumulate(*device.stream, static_cast<int>(labels.size()),
                   {p.floats(), l.as<std::int32_t>(), losses.floats(), scores.floats()},
                   block.data());
    device.stream->synchronize();
  }
  MetricsCounts counts() {
    std::vector<char> host(op->bytes());
    device.backend->download(*device.stream, host.data(), block.data(), host.size());
    device.stream->synchronize();
    return op->read(host.data());
  }
  TestDevice& device;
  MetricsParams params;
  std::unique_ptr<Metrics> op;
  Buffer block;
};

using Cells = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("metrics count a binary network's answers") {
  CANOPY_ON_EACH_DEVICE(device);
  Counting m(device, {Task::binary, 2, 0.5f, 8});
  CHECK(m.counts().items == 0);
  CHECK(m.counts().confusion == Cells{0, 0, 0, 0});
  m.add({0.9f, 0.1f, 0.5f, 0.50001f, 0.2f}, {1, 1, 1, 0, 0}, {1, 2, 3, 4, 0.5f});
  m.add({1.0f, 0.0f}, {1, 0}, {0.25f, 0});
  const MetricsCounts c = m.counts();
  CHECK(c.items == 7);
  CHECK(c.not_finite == 0);
  CHECK(c.loss_sum == 10.75);
  // exactly 0.5 is not above the threshold
  CHECK(c.confusion == Cells{2, 1, 2, 2});
  m.op->reset(*device.stream, m.block.data());
  CHECK(m.counts().items == 0);
  CHECK(m.counts().loss_sum == 0);
}

TEST_CASE("metrics use their own threshold") {
  CANOPY_ON_EACH_DEVICE(device);
  Counting m(device, {Task::binary, 2, 0.99f, 4});
  m.add({0.98f, 0.995f, 0.6f}, {1, 1, 0}, {});
  CHECK(m.counts().confusion == Cells{1, 0, 1, 1});
  CHECK(m.counts().loss_sum == 0);
}

TEST_CASE("metrics count a categorical network's answers") {
  CANOPY_ON_EACH_DEVICE(device);
  Counting m(device, {Task::categorical, 3, 0.5f, 8});
  m.add({0.2f, 0.5f, 0.3f, 0.1f, 0.2f, 0.7f, 0.4f, 0.4f, 0.2f, 0.3f, 0.3f, 0.4f}, {1, 0, 1, 2},
        {1, 1, 1, 1});
  const MetricsCounts c = m.counts();
  // The first of equal probabilities is the answer.
  CHECK(c.confusion == Cells{0, 0, 1, 1, 1, 0, 0, 0, 1});
  CHECK(c.loss_sum == 4);
}

TEST_CASE("metrics count more items than a block has threads") {
  CANOPY_ON_EACH_DEVICE(device);
  constexpr int classes = 5, items = 1000;
  Counting m(device, {Task::categorical, classes, 0.5f, items});
  const std::vector<float> p = random_floats(items * classes, 1), loss = random_floats(items, 2);
  std::vector<std::int32_t> labels;
  Cells want(classes * classes);
  double sum = 0;
  for (int i = 0; i < items; ++i) {
    labels.push_back(i % 7 % classes);
    const auto row = p.begin() + i * classes;
    ++want[labels.back() * classes + (std::max_element(row, row + classes) - row)];
    sum += static_cast<double>(loss[i]);
  }
  m.add(p, labels, loss);
  CHECK(m.counts().items == items);
  CHECK(m.counts().confusion == want);
  CHECK(m.counts().loss_sum == Catch::Approx(sum).epsilon(1e-12));
}

TEST_CASE("metrics count items that are not finite separately") {
  CANOPY_ON_EACH_DEVICE(device);
  const float nan = std::nanf(""), infinite = std::numeric_limits<float>::infinity();
  Counting m(device, {Task::binary, 2, 0.5f, 8});
  m.add({0.9f, nan, 0.9f, 0.9f, infinite}, {1, 1, 1, 1, 0}, {1, 1, nan, infinite, 1});
  m.add({0.9f, 0.9f}, {2, -1}, {});  // invalid labels
  const MetricsCounts c = m.counts();
  CHECK(c.items == 7);
  CHECK(c.not_finite == 6);
  CHECK(c.loss_sum == 1);
  CHECK(c.confusion == Cells{0, 0, 0, 1});
}

TEST_CASE("metrics do not lose small losses in a large sum") {
  CANOPY_ON_EACH_DEVICE(device);
  Counting m(device, {Task::binary, 2, 0.5f, 4096});
  const std::vector<float> p(4096, 0.9f), loss(4096, 0.1f);
  const std::vector<std::int32_t> labels(4096, 1);
  for (int round = 0; round < 256; ++round) m.add(p, labels, loss);
  CHECK(m.counts().items == 256 * 4096);
  CHECK(m.counts().loss_sum == Catch::Approx(256 * 4096 * static_cast<double>(0.1f)).epsilon(1e-9));
}

TEST_CASE("metrics count each logit in its bin, and logits out of range in the end bins",
          "[sanitize]") {
  CANOPY_ON_EACH_DEVICE(device);
  Counting m(device, {Task::binary, 2, 0.5f, 16});
  const float infinite = std::numeric_limits<float>::infinity();
  const std::vector<float> logits = {0,   0.031f, 0.03125f, -0.001f,  -16,      -16.1f,
                                     -15, 16,     15.999f,  infinite, -infinite};
  const std::vector<std::int32_t> labels = {1, 1, 0, 1, 1, 0, 0, 1, 0, 1, 1};
  std::vector<float> p;
  for (const float z : logits) p.push_back(1 / (1 + std::exp(-z)));
  m.add(p, labels, {}, logits);
  m.add({0.5f}, {1}, {});  // without logits the histograms are not updated
  const MetricsCounts c = m.counts();
  REQUIRE(c.positives.size() == score_bins);
  REQUIRE(c.negatives.size() == score_bins);
  std::map<int, int> positives, negatives;
  for (int bin = 0; bin < score_bins; ++bin) {
    const auto at = static_cast<std::size_t>(bin);
    if (c.positives[at] > 0) positives[bin] = static_cast<int>(c.positives[at]);
    if (c.negatives[at] > 0) negatives[bin] = static_cast<int>(c.negatives[at]);
  }
  CHECK(positives == std::map<int, int>{{0, 2}, {511, 1}, {512, 2}, {1023, 2}});
  CHECK(negatives == std::map<int, int>{{0, 1}, {32, 1}, {513, 1}, {1023, 1}});
  m.op->reset(*device.stream, m.block.data());
  CHECK(m.counts().positives == Cells(score_bins));
}

TEST_CASE("metrics count the score of each categorical class against the rest") {
  CANOPY_ON_EACH_DEVICE(device);
  const int classes = GENERATE(2, 3, 31, 33, 70), items = 37;
  CAPTURE(classes);
  Counting m(device, {Task::categorical, classes, 0.5f, items});
  std::vector<float> logits = random_floats(classes * items, 3), p;
  for (float& z : logits) z *= 12;
  std::vector<std::int32_t> labels;
  std::vector<std::vector<double>> scores;  // [item][class]
  for (int i = 0; i < items; ++i) {
    labels.push_back(i % classes);
    if (i % 5 == 0) logits[i * classes + 1] = logits[i * classes];  // a tie, often at the top
    if (i % 7 == 0) logits[i * classes] = 40;                       // p = 1 in a float
    double all = 0;
    for (int c = 0; c < classes; ++c) all += std::exp(double{logits[i * classes + c]});
    scores.emplace_back();
    for (int c = 0; c < classes; ++c) {
      double rest = 0;
      for (int k = 0; k < classes; ++k)
        if (k != c) rest += std::exp(double{logits[i * classes + k]});
      scores.back().push_back(double{logits[i * classes + c]} - std::log(rest));
      p.push_back(static_cast<float>(std::exp(double{logits[i * classes + c]}) / all));
    }
  }
  m.add(p, labels, {}, logits);
  const MetricsCounts counts = m.counts();
  REQUIRE(counts.positives.size() == static_cast<std::size_t>(classes) * score_bins);
  for (int c = 0; c < classes; ++c) {
    // Because of rounding, a score very close to the edge of a bin may fall on either side.
    std::int64_t positives = 0, seen = 0;
    for (int bin = 0; bin < score_bins; ++bin) {
      const std::size_t at = static_cast<std::size_t>(c) * score_bins + bin;
      positives += counts.positives[at];
      seen += counts.positives[at] + counts.negatives[at];
      double low = -16 + bin / 32.0, high = low + 1 / 32.0;
      if (bin == 0) low = -1e9;
      if (bin == score_bins - 1) high = 1e9;
      std::int64_t inside = 0, near = 0;
      for (int i = 0; i < items; ++i) {
        const double score = scores[i][c];
        inside += score >= low + 1e-4 && score < high - 1e-4;
        near += score >= low - 1e-4 && score < high + 1e-4;
      }
      CHECK(counts.positives[at] + counts.negatives[at] >= inside);
      CHECK(counts.positives[at] + counts.negatives[at] <= near);
    }
    CHECK(seen == items);
    CHECK(positives == std::count(labels.begin(), labels.end(), c));
  }
}

TEST_CASE("metrics leave items that are not finite out of the histograms") {
  CANOPY_ON_EACH_DEVICE(device);
  const float nan = std::nanf("");
  Counting one(device, {Task::binary, 2, 0.5f, 8});
  one.add({0.5f, nan, 0.5f}, {1, 1, 2}, {nan, 1, 1}, {0, nan, 0});
  CHECK(one.counts().not_finite == 3);
  CHECK(one.counts().positives == Cells(score_bins));
  CHECK(one.counts().negatives == Cells(score_bins));
  Counting two(device, {Task::categorical, 2, 0.5f, 8});
  two.add({0.5f, 0.5f, 0.5f, nan, 0.5f, 0.5f}, {1, 1, 2}, {nan, 1, 1}, {0, 0, 0, nan, 0, 0});
  CHECK(two.counts().not_finite == 3);
  CHECK(two.counts().positives == Cells(2 * score_bins));
  CHECK(two.counts().negatives == Cells(2 * score_bins));
}

TEST_CASE("metrics reject invalid numbers of classes") {
  CANOPY_ON_EACH_DEVICE(device);
  CHECK_THROWS_AS(device.backend->make_metrics({Task::binary, 3, 0.5f, 1}), std::invalid_argument);
  CHECK_THROWS_AS(device.backend->make_metrics({Task::categorical, 0, 0.5f, 1}),
                  std::invalid_argument);
}
