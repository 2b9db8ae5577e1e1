// "Did you mean": the known word that is most similar to an unknown one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace canopy {

/// The optimal string alignment distance: the min number of letters to insert, delete, replace or
/// swap with their neighbour.
int edit_distance(std::string_view a, std::string_view b);

/// The known word at the smallest distance; empty if it differs in more than half of its letters.
std::string nearest(std::string_view word, const std::vector<std::string>& known);

}  // namespace canopy
