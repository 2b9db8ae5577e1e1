#include "data/split_repair.h"

#include <algorithm>
#include <optional>

namespace canopy {
namespace {

/// The number of units of each class on either side.
class Sides {
 public:
  Sides(const std::vector<SplitUnit>& units, std::vector<bool>& chosen, const SideNeeds& here,
        const SideNeeds& there)
      : units_(units), chosen_(chosen), classes_(here.given.size() - 1) {
    for (std::size_t c = 0; c < classes_.size(); ++c) {
      classes_[c].needed_here = here.given[c] > 0 ? 0 : here.units;
      classes_[c].needed_there = there.given[c] > 0 ? 0 : there.units;
    }
    for (std::size_t u = 0; u < units.size(); ++u)
      for (std::size_t c = 0; c < classes_.size(); ++c)
        if (has(u, c)) ++(chosen[u] ? classes_[c].here : classes_[c].there);
  }

  /// By how many units moving unit `u` to the other side reduces what is missing.
  int gain(std::size_t u) const {
    int sum = 0;
    for (std::size_t c = 0; c < classes_.size(); ++c)
      if (has(u, c)) sum += missing(classes_[c]) - missing(moved(classes_[c], chosen_[u]));
    return sum;
  }

  /// Whether the other side needs more units of one of the unit's classes.
  bool is_needed(std::size_t u) const {
    for (std::size_t c = 0; c < classes_.size(); ++c)
      if (has(u, c) && (chosen_[u] ? classes_[c].there < classes_[c].needed_there
                                   : classes_[c].here < classes_[c].needed_here))
        return true;
    return false;
  }

  bool complete() const {
    return std::all_of(classes_.begin(), classes_.end(),
                       [](const Class& c) { return missing(c) == 0; });
  }

  void move(std::size_t u) {
    for (std::size_t c = 0; c < classes_.size(); ++c)
      if (has(u, c)) classes_[c] = moved(classes_[c], chosen_[u]);
    chosen_[u] = !chosen_[u];
  }

  std::size_t units() const { return units_.size(); }
  std::size_t size(std::size_t u) const { return units_[u].clips.size(); }

 private:
  struct Class {
    int here = 0, there = 0, needed_here = 0, needed_there = 0;  // units
  };
  bool has(std::size_t u, std::size_t c) const { return units_[u].of_class[c] > 0; }
  static int missing(const Class& c) {
    return std::max(0, c.needed_here - c.here) + std::max(0, c.needed_there - c.there);
  }
  static Class moved(Class c, bool chosen) {
    c.here += chosen ? -1 : 1;
    c.there += chosen ? 1 : -1;
    return c;
  }

  const std::vector<SplitUnit>& units_;
  std::vector<bool>& chosen_;
  std::vector<Class> classes_;
};

struct Move {
  std::size_t unit = 0;
  int gain = 0;
  std::size_t clips = 0;
  bool better_than(const std::optional<Move>& other) const {
    return !other || gain > other->gain || (gain == other->gain && clips < other->clips);
  }
};

/// The best move of one unit other than `except`.
std::optional<Move> best_move(const Sides& sides, std::size_t except) {
  std::optional<Move> best;
  for (std::size_t u = 0; u < sides.units(); ++u) {
    const Move move{u, sides.gain(u), sides.size(u)};
    if (u != except && move.better_than(best)) best = move;
  }
  return best;
}

/// Moves the best pair of units, the first of which must be needed; false if no pair is a gain.
bool move_two(Sides& sides) {
  std::optional<Move> best, best_second;
  for (std::size_t u = 0; u < sides.units(); ++u) {
    if (!sides.is_needed(u)) continue;
    const int gain = sides.gain(u);
    sides.move(u);
    const std::optional<Move> second = best_move(sides, u);
    sides.move(u);
    if (!second) continue;
    const Move both{u, gain + second->gain, sides.size(u) + second->clips};
    if (!both.better_than(best)) continue;
    best = both;
    best_second = second;
  }
  if (!best || best->gain <= 0) return false;
  sides.move(best->unit);
  sides.move(best_second->unit);
  return true;
}

}  // namespace

void repair_split(const std::vector<SplitUnit>& units, std::vector<bool>& chosen,
                  const SideNeeds& here, const SideNeeds& there) {
  Sides sides(units, chosen, here, there);
  while (!sides.complete()) {
    const std::optional<Move> one = best_move(sides, units.size());
    if (one && one->gain > 0)
      sides.move(one->unit);
    else if (!move_two(sides))
      return;
  }
}

}  // namespace canopy
