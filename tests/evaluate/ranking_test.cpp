// Average precision and ROC-AUC from scores and from histograms, against values computed by hand.
#include "evaluate/ranking.h"

#include <algorithm>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "base/philox.h"
#include "evaluate/counts.h"
#include "ops/math/metrics.h"

using namespace canopy;
using Catch::Approx;

namespace {

MetricsCounts no_scores(int outputs) {
  MetricsCounts counts;
  counts.confusion.resize(static_cast<std::size_t>(std::max(outputs, 2) * std::max(outputs, 2)));
  counts.positives.resize(static_cast<std::size_t>(outputs) * score_bins);
  counts.negatives = counts.positives;
  return counts;
}

}  // namespace

TEST_CASE("a ranking by hand") {
  Ranking r;  // + - + (+ -) -
  r.add(1, 0);
  r.add(0, 1);
  r.add(1, 0);
  r.add(1, 1);
  r.add(0, 1);
  CHECK(r.average_precision() == Approx((1.0 + 2.0 / 3 + 3.0 / 5) / 3));
  // of the three negatives, the positives rank above 3, 2 and 1.5
  CHECK(r.roc_auc() == Approx((3 + 2 + 1.5) / 9));
}

TEST_CASE("rankings that are perfect, worst, all ties, or without one of the kinds") {
  Ranking perfect, worst, equal, positives, negatives;
  perfect.add(3, 0);
  perfect.add(0, 5);
  worst.add(0, 5);
  worst.add(3, 0);
  equal.add(3, 5);
  positives.add(3, 0);
  negatives.add(0, 5);
  CHECK(perfect.average_precision() == 1);
  CHECK(perfect.roc_auc() == 1);
  CHECK(worst.average_precision() == Approx(3.0 / 8));
  CHECK(worst.roc_auc() == 0);
  CHECK(equal.average_precision() == Approx(3.0 / 8));
  CHECK(equal.roc_auc() == Approx(0.5));
  CHECK(positives.average_precision() == 1);
  CHECK_FALSE(positives.has_both());
  CHECK(positives.roc_auc() == 0);
  CHECK(negatives.average_precision() == 0);
}

TEST_CASE("the metrics of an epoch are ranked by the histograms, highest bin first") {
  MetricsCounts counts = no_scores(1);
  counts.positives[1023] = 2;
  counts.negatives[600] = 1;
  counts.positives[599] = 1;
  counts.negatives[0] = 4;
  const PartMetrics m = part_metrics(counts, 2, Task::binary);
  CHECK(m.average_precision == Approx((2 + 3.0 / 4) / 3));
  CHECK(m.roc_auc == Approx((5 + 5 + 4) / 15.0));
}

TEST_CASE("categorical: the mean over the classes that have clips") {
  MetricsCounts counts = no_scores(3);
  counts.positives[700] = 1;  // class 0: perfect
  counts.negatives[500] = 3;
  counts.positives[score_bins + 10] = 3;  // class 1: worst
  counts.negatives[score_bins + 11] = 1;
  counts.negatives[2 * score_bins + 11] = 4;  // class 2: none
  const PartMetrics m = part_metrics(counts, 3, Task::categorical);
  CHECK(m.average_precision == Approx((1 + (1.0 / 2 + 2.0 / 3 + 3.0 / 4) / 3) / 2));
  CHECK(m.roc_auc == Approx(0.5));
  CHECK(part_metrics(no_scores(1), 2, Task::binary).average_precision == 0);
}

TEST_CASE("clips in one bin are treated as evenly mixed") {
  MetricsCounts counts = no_scores(1);
  counts.positives[500] = 2;
  counts.negatives[500] = 3;  // - + - + -
  const PartMetrics m = part_metrics(counts, 2, Task::binary);
  CHECK(m.average_precision == Approx(0.5));
  CHECK(m.roc_auc == Approx(0.5));
}

TEST_CASE("histograms of 1,000 scores give average precision and ROC-AUC to 0.001") {
  MetricsCounts counts = no_scores(1);
  std::vector<std::pair<float, bool>> clips;
  for (std::uint64_t i = 0; i < 1000; ++i) {
    const Philox4 words = philox(1, i, 0);
    const bool positive = i % 4 == 0;
    const float spread = 3 * (uniform01(words.v[0]) + uniform01(words.v[1]) - 1);
    const float logit = spread + (positive ? 1.0f : -1.0f);
    clips.emplace_back(logit, positive);
    ++(positive ? counts.positives
                : counts.negatives)[static_cast<std::size_t>(math::score_bin(logit))];
  }
  std::sort(clips.rbegin(), clips.rend());
  Ranking exact;
  for (const auto& [logit, positive] : clips) exact.add(positive, !positive);
  const PartMetrics m = part_metrics(counts, 2, Task::binary);
  CHECK(exact.average_precision() > 0.7);
  CHECK(exact.average_precision() < 0.99);
  CHECK(m.average_precision == Approx(exact.average_precision()).margin(1e-3));
  CHECK(m.roc_auc == Approx(exact.roc_auc()).margin(1e-3));
}
