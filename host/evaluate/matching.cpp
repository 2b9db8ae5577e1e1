#include "evaluate/matching.h"

#include <algorithm>

namespace canopy {

double intersection_over_union(const SoundEvent& a, const SoundEvent& b) {
  const double shared = std::min(a.end_s, b.end_s) - std::max(a.start_s, b.start_s);
  const double both = std::max(a.end_s, b.end_s) - std::min(a.start_s, b.start_s);
  if (both <= 0) return 1;  // two instants at the same time
  return std::max(0.0, shared / both);
}

// Searches breadth first for an augmenting path from each left item to an unmatched right item and
// flips the pairs along it (Berge: a matching without such a path is a maximum matching).
std::vector<std::size_t> maximum_matching(const std::vector<std::vector<std::size_t>>& allowed,
                                          std::size_t right_items) {
  std::vector<std::size_t> right_of(allowed.size(), unmatched), left_of(right_items, unmatched);
  std::vector<std::size_t> reached_from(right_items), reached_in(right_items, unmatched);
  for (std::size_t start = 0; start < allowed.size(); ++start) {
    std::vector<std::size_t> waiting = {start};
    std::size_t free_right = unmatched;
    for (std::size_t next = 0; next < waiting.size() && free_right == unmatched; ++next)
      for (std::size_t right : allowed[waiting[next]]) {
        if (reached_in[right] == start) continue;
        reached_in[right] = start;
        reached_from[right] = waiting[next];
        if (left_of[right] == unmatched) {
          free_right = right;
          break;
        }
        waiting.push_back(left_of[right]);
      }
    for (std::size_t right = free_right; right != unmatched;) {
      const std::size_t left = reached_from[right];
      const std::size_t before = right_of[left];
      right_of[left] = right;
      left_of[right] = left;
      right = before;  // unmatched at `start`, where the path began
    }
  }
  return right_of;
}

std::size_t count_matches(
    const std::vector<SoundEvent>& truth, const std::vector<SoundEvent>& found, double reach_s,
    const std::function<bool(const SoundEvent& truth, const SoundEvent& found)>& fits) {
  // Found events are sorted by start time, so that each true event is compared only with those
  // close to it: one that overlaps starts at most the duration of the longest event before.
  std::vector<std::size_t> order(found.size());
  double longest = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    order[i] = i;
    longest = std::max(longest, found[i].end_s - found[i].start_s);
  }
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return found[a].start_s < found[b].start_s; });
  std::vector<std::vector<std::size_t>> allowed(truth.size());
  for (std::size_t t = 0; t < truth.size(); ++t) {
    // one second wider than the reach: `fits` decides at its edge
    const double first = truth[t].start_s - std::max(longest, reach_s) - 1;
    const double last = std::max(truth[t].end_s, truth[t].start_s + reach_s) + 1;
    auto at = std::lower_bound(order.begin(), order.end(), first,
                               [&](std::size_t i, double s) { return found[i].start_s < s; });
    for (; at != order.end() && found[*at].start_s <= last; ++at)
      if (fits(truth[t], found[*at])) allowed[t].push_back(*at);
  }
  const std::vector<std::size_t> pairs = maximum_matching(allowed, found.size());
  return static_cast<std::size_t>(
      std::count_if(pairs.begin(), pairs.end(), [](std::size_t r) { return r != unmatched; }));
}

}  // namespace canopy
