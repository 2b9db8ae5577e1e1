#include "evaluate/counts.h"

#include "evaluate/ranking.h"
#include "ops/math/metrics.h"

namespace canopy {
namespace {

/// Adds the clips of one bin. Their order is unknown, so the positives are spread evenly among the
/// negatives, which is correct on average; treating them as ties would underestimate precision.
void add_bin(Ranking& ranking, std::int64_t positives, std::int64_t negatives) {
  const double gap = static_cast<double>(negatives) / static_cast<double>(positives + 1);
  for (std::int64_t k = 0; k < positives; ++k) {
    ranking.add(0, gap);
    ranking.add(1, 0);
  }
  ranking.add(0, gap);
}

}  // namespace

PartMetrics part_metrics(const MetricsCounts& counts, int classes, Task task) {
  PartMetrics m = summarise(counts.loss_sum, counts.items, counts.confusion, classes, task);
  int ranked = 0;
  for (std::size_t first = 0; first < counts.positives.size(); first += score_bins) {
    Ranking ranking;
    for (std::size_t bin = score_bins; bin-- > 0;)
      add_bin(ranking, counts.positives[first + bin], counts.negatives[first + bin]);
    if (!ranking.has_both()) continue;
    m.average_precision += ranking.average_precision();
    m.roc_auc += ranking.roc_auc();
    ++ranked;
  }
  if (ranked > 0) {
    m.average_precision /= ranked;
    m.roc_auc /= ranked;
  }
  return m;
}

}  // namespace canopy
