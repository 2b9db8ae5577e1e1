// The order of the clips in an epoch: a function of seed and epoch.
#pragma once

#include <cstdint>
#include <vector>

#include "config/config.h"
#include "data/clips.h"

namespace canopy {

/// `items` in a random order (Fisher-Yates with Philox).
std::vector<std::int32_t> shuffled(std::vector<std::int32_t> items, std::uint64_t seed, int epoch);

/// As many clips as in `clips`, in random order, with the same number of each class; if the number
/// is not divisible by the number of classes, the first classes get one more. A clip is repeated
/// only after all clips of its class have been used, also across epochs. Multi-label: a clip is
/// drawn for each of its classes, and clips without a class are a class of their own. `epoch`
/// counts from 1.
std::vector<std::int32_t> balanced(const ClipSet& set, const std::vector<std::int32_t>& clips,
                                   std::uint64_t seed, int epoch);

/// The training clips of an epoch, drawn and ordered as train.sampling specifies.
std::vector<std::int32_t> epoch_order(const ClipSet& set, const std::vector<std::int32_t>& clips,
                                      const TrainConfig& config, int epoch);

}  // namespace canopy
