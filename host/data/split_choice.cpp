#include "data/split_choice.h"

#include <algorithm>

namespace canopy {
namespace {

/// The squared distance of a side's share of each class from `share`, summed over classes.
double distance(const std::vector<double>& taken, const std::vector<double>& total, double share) {
  double sum = 0;
  for (std::size_t c = 0; c < total.size(); ++c) {
    if (total[c] == 0) continue;
    const double off = taken[c] / total[c] - share;
    sum += off * off;
  }
  return sum;
}

std::vector<double> plus(std::vector<double> a, const std::vector<double>& b) {
  for (std::size_t c = 0; c < a.size(); ++c) a[c] += b[c];
  return a;
}

}  // namespace

std::vector<bool> choose_share(const std::vector<SplitUnit>& units,
                               const std::vector<double>& total, double share,
                               const SideNeeds& here, const SideNeeds& there) {
  std::vector<double> taken = here.given;
  std::vector<double> all = taken;  // clips that are or may come on this side
  for (const SplitUnit& unit : units) all = plus(all, unit.of_class);
  std::vector<bool> chosen(units.size());
  for (std::size_t u = 0; u < units.size(); ++u) {
    const std::vector<double> with = plus(taken, units[u].of_class);
    chosen[u] = distance(with, total, share) < distance(taken, total, share);
    if (chosen[u]) taken = with;
  }
  for (std::size_t c = 0; c < total.size(); ++c) {
    if (taken[c] > 0 && taken[c] < all[c]) continue;
    std::size_t smallest = units.size(), own = 0;
    for (std::size_t u = 0; u < units.size(); ++u) {
      if (units[u].of_class[c] == 0) continue;
      own += 1;
      if (smallest == units.size() || units[u].clips.size() < units[smallest].clips.size())
        smallest = u;
    }
    if (own < 2) continue;  // one unit cannot be on both sides; split_clips() reports it
    chosen[smallest] = !chosen[smallest];
    for (std::size_t k = 0; k < taken.size(); ++k)
      taken[k] += (chosen[smallest] ? 1 : -1) * units[smallest].of_class[k];
  }
  repair_split(units, chosen, here, there);
  return chosen;
}

std::vector<bool> choose_fold(const std::vector<SplitUnit>& units, const std::vector<double>& total,
                              int folds, int fold) {
  std::vector<std::size_t> order(units.size());
  for (std::size_t u = 0; u < order.size(); ++u) order[u] = u;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return units[a].clips.size() > units[b].clips.size();
  });
  std::vector<std::vector<double>> taken(static_cast<std::size_t>(folds),
                                         std::vector<double>(total.size()));
  std::vector<bool> chosen(units.size());
  for (std::size_t u : order) {
    const auto load = [&](const std::vector<double>& of_fold) {
      double sum = 0;
      for (std::size_t c = 0; c < total.size(); ++c)
        if (total[c] > 0) sum += units[u].of_class[c] / total[c] * of_fold[c] / total[c];
      return sum;
    };
    std::size_t least = 0;
    for (std::size_t f = 1; f < taken.size(); ++f)
      if (load(taken[f]) < load(taken[least])) least = f;
    taken[least] = plus(taken[least], units[u].of_class);
    chosen[u] = least == static_cast<std::size_t>(fold);
  }
  return chosen;
}

}  // namespace canopy
