// 95 % confidence intervals of any metrics by bootstrap over recordings.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "evaluate/bootstrap.h"

namespace canopy {

/// The quantile at `share` (0 to 1) of values in ascending order, with linear interpolation as in
/// NumPy's quantile; NaN if there are no values.
double quantile(const std::vector<double>& sorted, double share);

/// One percentile interval (2.5 % to 97.5 %, with linear interpolation as in NumPy's percentile)
/// for each value that `metrics` returns. `metrics` is called with the indices of each resample:
/// `items` draws with replacement from 0 .. items-1. NaN values (undefined metrics) are ignored; an
/// interval without any value is NaN. The draws depend only on the seed and `items`.
std::vector<Interval> resampled_intervals(
    std::size_t items,
    const std::function<std::vector<double>(const std::vector<std::size_t>& drawn)>& metrics,
    const BootstrapOptions& options);

}  // namespace canopy
