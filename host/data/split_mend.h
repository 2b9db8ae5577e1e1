// The last touch of a split: sides that lack a class get it, where that can be.
#pragma once

#include <cstddef>
#include <vector>

namespace canopy {

/// What goes to one side of a split together.
struct SplitUnit {
  std::vector<std::size_t> clips;
  std::vector<double> of_class;  // how many clips of each class, and behind them of none
};

/// What a side is to have of each class: so many units, or clips that it has from elsewhere.
struct SideNeeds {
  int units = 1;
  std::vector<double> given;  // clips of each class that are there already, and behind them of none
};

/// Moves units until no class lacks anything on either side, or no move of one unit or two makes
/// what is lacking less; of equally good moves those of the smallest units. Where units are of
/// several classes, what one gives away another may lack. `chosen` units are on the side `here`.
void mend_split(const std::vector<SplitUnit>& units, std::vector<bool>& chosen,
                const SideNeeds& here, const SideNeeds& there);

}  // namespace canopy
