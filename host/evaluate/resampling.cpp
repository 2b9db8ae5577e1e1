#include "evaluate/resampling.h"

#include <algorithm>
#include <cmath>

#include "base/philox.h"

namespace canopy {
namespace {

/// Draw k of a resample: a random number in 0 .. items-1.
std::size_t drawn_item(std::uint64_t seed, std::uint64_t resample, std::size_t k,
                       std::size_t items) {
  const Philox4 words = philox(seed, k, resample);
  const std::uint64_t word = (std::uint64_t{words.v[0]} << 21) | (words.v[1] >> 11);  // 53 bits
  return std::min(items - 1, static_cast<std::size_t>(static_cast<double>(word) * 0x1p-53 *
                                                      static_cast<double>(items)));
}

}  // namespace

double quantile(const std::vector<double>& sorted, double share) {
  if (sorted.empty()) return NAN;
  const double at = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

std::vector<Interval> resampled_intervals(
    std::size_t items,
    const std::function<std::vector<double>(const std::vector<std::size_t>& drawn)>& metrics,
    const BootstrapOptions& options) {
  if (items == 0) return {};
  std::vector<std::vector<double>> values;  // by metric
  std::vector<std::size_t> drawn(items);
  for (int r = 0; r < options.draws; ++r) {
    for (std::size_t k = 0; k < items; ++k)
      drawn[k] = drawn_item(options.seed, static_cast<std::uint64_t>(r), k, items);
    const std::vector<double> resample = metrics(drawn);
    values.resize(resample.size());
    for (std::size_t m = 0; m < resample.size(); ++m)
      if (!std::isnan(resample[m])) values[m].push_back(resample[m]);
  }
  std::vector<Interval> intervals;
  for (std::vector<double>& metric : values) {
    std::sort(metric.begin(), metric.end());
    intervals.push_back({quantile(metric, 0.025), quantile(metric, 0.975)});
  }
  return intervals;
}

}  // namespace canopy
