// 95 % intervals of any figures over recordings, drawn again with replacement.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "evaluate/bootstrap.h"

namespace canopy {

/// For each figure that `figures` computes the range that holds the middle 95 % of its values over
/// the resamples (linear between neighbours, as NumPy's percentile). `figures` gets the indices
/// 0 .. items-1 that were drawn, `items` of them; a NaN it returns (a figure that is not defined
/// for these) is left out, and an interval without a value is NaN. Reproducible: the draws depend
/// on the seed alone.
std::vector<Interval> resampled_intervals(
    std::size_t items,
    const std::function<std::vector<double>(const std::vector<std::size_t>& drawn)>& figures,
    const BootstrapOptions& options);

}  // namespace canopy
