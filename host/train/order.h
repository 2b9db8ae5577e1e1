// The order of the clips in an epoch: a function of (seed, epoch) alone.
#pragma once

#include <cstdint>
#include <vector>

namespace canopy {

/// `items` in a random order (Fisher-Yates with Philox).
std::vector<std::int32_t> shuffled(std::vector<std::int32_t> items, std::uint64_t seed, int epoch);

}  // namespace canopy
