// One-to-one matching of events: as many pairs as there can be.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "data/event_files.h"

namespace canopy {

/// Duration of what two events share over the duration of both together; 1 for two that are equal,
/// 0 where they do not touch.
double intersection_over_union(const SoundEvent& a, const SoundEvent& b);

/// For each left item the right items it may be paired with -> for each left item the right one it
/// is paired with, or `unmatched`. A matching of the largest size there is.
constexpr std::size_t unmatched = static_cast<std::size_t>(-1);
std::vector<std::size_t> maximum_matching(const std::vector<std::vector<std::size_t>>& allowed,
                                          std::size_t right_items);

/// How many pairs of a true and a found event can be made, each event in one pair at most, where
/// `fits(true event, found event)` and their starts are at most `reach_s` apart or they overlap.
std::size_t count_matches(
    const std::vector<SoundEvent>& truth, const std::vector<SoundEvent>& found, double reach_s,
    const std::function<bool(const SoundEvent& truth, const SoundEvent& found)>& fits);

}  // namespace canopy
