// "Did you mean": the known word nearest to an unknown one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace canopy {

/// Letters to insert, delete, replace or swap with their neighbour (optimal string alignment).
int edit_distance(std::string_view a, std::string_view b);

/// The nearest word; empty when even that one differs in more than half of its letters.
std::string nearest(std::string_view word, const std::vector<std::string>& known);

}  // namespace canopy
