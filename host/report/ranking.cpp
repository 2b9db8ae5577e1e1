#include "report/ranking.h"

#include <algorithm>
#include <numeric>

namespace canopy {

double average_precision(const std::vector<float>& scores, const std::vector<bool>& positive) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
  const auto total = static_cast<double>(std::count(positive.begin(), positive.end(), true));
  if (total == 0) return 0;
  double hits = 0, before = 0, sum = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    hits += positive[order[i]];
    const bool threshold_here = i + 1 == order.size() || scores[order[i + 1]] < scores[order[i]];
    if (!threshold_here) continue;
    const double precision = hits / static_cast<double>(i + 1);
    sum += precision * (hits - before) / total;
    before = hits;
  }
  return sum;
}

}  // namespace canopy
