// Bootstrap intervals over source recordings.
#include "evaluate/bootstrap.h"

#include <algorithm>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "evaluate/clips.h"
#include "evaluate/evaluation.h"

using namespace canopy;
using canopy::test::binary_clips;
using canopy::test::noisy_sources;
using Catch::Approx;

namespace {

struct Estimate {
  Interval interval;
  double point;
};

std::vector<Estimate> estimates(const Scored& scored) {
  const Evaluation e = evaluate(scored, 0.5);
  REQUIRE(e.intervals.has_value());
  return {{e.intervals->precision, e.metrics.precision},
          {e.intervals->recall, e.metrics.recall},
          {e.intervals->f1, e.metrics.f1},
          {e.intervals->average_precision, e.metrics.average_precision},
          {e.intervals->roc_auc, e.metrics.roc_auc}};
}

}  // namespace

TEST_CASE("an interval contains the metric and narrows with more sources") {
  const std::vector<Estimate> few = estimates(noisy_sources(20, 5, 1)),
                              many = estimates(noisy_sources(500, 5, 1));
  for (std::size_t k = 0; k < few.size(); ++k) {
    CAPTURE(k);
    CHECK(few[k].interval.low < few[k].point);
    CHECK(few[k].point < few[k].interval.high);
    CHECK(many[k].interval.low < many[k].point);
    CHECK(many[k].point < many[k].interval.high);
    const double width_few = few[k].interval.high - few[k].interval.low;
    const double width_many = many[k].interval.high - many[k].interval.low;
    CHECK(width_many < width_few / 3);  // expected: by 5, the square root of 25
    CHECK(width_many > width_few / 12);
  }
}

TEST_CASE("more clips of the same sources do not narrow the intervals") {
  Scored scored = noisy_sources(30, 1, 2);
  const Intervals one = *bootstrap(scored, 0.5);
  const Scored once = scored;
  for (int copy = 0; copy < 9; ++copy)
    for (std::size_t i = 0; i < once.clips.size(); ++i)
      scored.add(once.clips[i].name, once.clips[i].group, once.clips[i].label, &once.logits[i]);
  const Intervals ten = *bootstrap(scored, 0.5);
  CHECK(ten.recall.low == Approx(one.recall.low));
  CHECK(ten.recall.high == Approx(one.recall.high));
  CHECK(ten.average_precision.low == Approx(one.average_precision.low));
  CHECK(ten.roc_auc.high == Approx(one.roc_auc.high));
}

TEST_CASE("recall has the interval of the binomial distribution") {
  // 100 sources of one call each, half of them found: 0.5 +- 1.96 * 0.05
  std::vector<float> logits;
  std::vector<std::int32_t> labels;
  for (int i = 0; i < 100; ++i) {
    logits.push_back(i % 2 == 1 ? 2.0f : -2.0f);
    labels.push_back(1);
  }
  for (int i = 0; i < 100; ++i) {
    logits.push_back(-3);
    labels.push_back(0);
  }
  const Intervals i = *bootstrap(binary_clips(logits, labels), 0.5, {4000, 7});
  CHECK(i.draws == 4000);
  CHECK(i.recall.low == Approx(0.5 - 0.098).margin(0.012));
  CHECK(i.recall.high == Approx(0.5 + 0.098).margin(0.012));
  CHECK(i.precision.low == 1);
  CHECK(i.precision.high == 1);
}

TEST_CASE("intervals depend on the seed, but not on the order of the clips") {
  const Scored scored = noisy_sources(25, 4, 3);
  Scored reversed;
  reversed.classes = scored.classes;
  reversed.task = Task::binary;
  for (std::size_t i = scored.clips.size(); i-- > 0;)
    reversed.add(scored.clips[i].name, scored.clips[i].group, scored.clips[i].label,
                 &scored.logits[i]);
  const Intervals a = *bootstrap(scored, 0.5), b = *bootstrap(reversed, 0.5);
  CHECK(a.average_precision.low == Approx(b.average_precision.low).epsilon(1e-12));
  CHECK(a.recall.low == b.recall.low);
  CHECK(a.f1.high == Approx(b.f1.high).epsilon(1e-12));
  const Intervals other = *bootstrap(scored, 0.5, {1000, 2});
  CHECK(other.average_precision.low != a.average_precision.low);
}

TEST_CASE("resamples without positives are discarded; with too few left there is no interval") {
  // one source of calls among ten: a resample lacks it with a probability of 0.9 ^ 10 = 0.35
  std::vector<float> logits = {3, -3, -3, -3, -3, -3, -3, -3, -3, -3};
  std::vector<std::int32_t> labels = {1, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  const Intervals some = *bootstrap(binary_clips(logits, labels), 0.5);
  CHECK(some.draws == Approx(651).margin(60));
  CHECK(some.recall.low == 1);
  CHECK_FALSE(bootstrap(binary_clips({3, 2}, {1, 1}), 0.5).has_value());  // no negatives
  CHECK_FALSE(bootstrap(binary_clips({3, -2}, {1, 0}, {"a", "a"}), 0.5).has_value());
  // two sources, one of each kind: about half of the resamples have both
  const auto pair = bootstrap(binary_clips({3, -2}, {1, 0}), 0.5);
  if (pair) CHECK(2 * pair->draws >= 1000);
}

TEST_CASE("categorical: intervals of the means over the classes") {
  Scored scored;
  scored.classes = {"a", "b", "c"};
  for (std::uint64_t i = 0; i < 90; ++i) {
    const Philox4 w = philox(9, i, 0);
    float logits[3];
    for (int c = 0; c < 3; ++c)
      logits[c] = 3 * uniform01(w.v[c]) + (static_cast<int>(i % 3) == c ? 1.0f : 0.0f);
    scored.add("clip" + std::to_string(i), "source" + std::to_string(i / 3),
               static_cast<std::int32_t>(i % 3), logits);
  }
  for (const Estimate& estimate : estimates(scored)) {
    CHECK(estimate.interval.low < estimate.point);
    CHECK(estimate.point < estimate.interval.high);
  }
}
