// One-to-one matching of peaks with true calls.
#include <algorithm>

#include "tune/tune.h"

namespace canopy {

double CountScore::f1() const {
  const std::int64_t both = true_calls + found;
  return both == 0 ? 1 : 2 * static_cast<double>(matched) / static_cast<double>(both);
}

// Each peak, in time order, gets the free call around it that ends first. No other assignment
// matches more.
CountScore match_peaks(const std::vector<Span>& truth, const std::vector<double>& peaks_s) {
  CountScore score;
  score.true_calls = static_cast<std::int64_t>(truth.size());
  score.found = static_cast<std::int64_t>(peaks_s.size());
  std::vector<double> peaks = peaks_s;
  std::sort(peaks.begin(), peaks.end());
  std::vector<bool> taken(truth.size());
  for (double peak : peaks) {
    std::size_t best = truth.size();
    for (std::size_t i = 0; i < truth.size(); ++i)
      if (!taken[i] && truth[i].start_s <= peak && peak <= truth[i].end_s &&
          (best == truth.size() || truth[i].end_s < truth[best].end_s))
        best = i;
    if (best == truth.size()) continue;
    taken[best] = true;
    ++score.matched;
  }
  return score;
}

}  // namespace canopy
