// The order of the clips in an epoch: a function of (seed, epoch) alone.
#pragma once

#include <cstdint>
#include <vector>

#include "config/config.h"
#include "data/clips.h"

namespace canopy {

/// `items` in a random order (Fisher-Yates with Philox).
std::vector<std::int32_t> shuffled(std::vector<std::int32_t> items, std::uint64_t seed, int epoch);

/// As many clips as `clips` has, the same number of each class among them (one more of the first
/// classes where that does not come out even), in a random order. Within a class a clip comes again
/// only when all others have been, from epoch to epoch too. Multi-label: a clip is drawn for each
/// of its classes, and the clips of none are one more class. `epoch` counts from 1.
std::vector<std::int32_t> balanced(const ClipSet& set, const std::vector<std::int32_t>& clips,
                                   std::uint64_t seed, int epoch);

/// The training clips of an epoch in the order that the config's sampling gives them.
std::vector<std::int32_t> epoch_order(const ClipSet& set, const std::vector<std::int32_t>& clips,
                                      const TrainConfig& config, int epoch);

}  // namespace canopy
