// One-to-one matching of events with as many pairs as possible.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "data/event_files.h"

namespace canopy {

/// Duration of the intersection over the duration of the union; 1 for two equal events, 0 if they
/// do not overlap.
double intersection_over_union(const SoundEvent& a, const SoundEvent& b);

constexpr std::size_t unmatched = static_cast<std::size_t>(-1);

/// Maximum bipartite matching. `allowed` lists for each left item the right items that it may be
/// matched with; the result has for each left item its right item, or `unmatched`.
std::vector<std::size_t> maximum_matching(const std::vector<std::vector<std::size_t>>& allowed,
                                          std::size_t right_items);

/// The maximum number of one-to-one pairs of a true and a found event for which
/// `fits(true event, found event)` holds. It is only asked about events that overlap or whose start
/// times differ by at most `reach_s`.
std::size_t count_matches(
    const std::vector<SoundEvent>& truth, const std::vector<SoundEvent>& found, double reach_s,
    const std::function<bool(const SoundEvent& truth, const SoundEvent& found)>& fits);

}  // namespace canopy
