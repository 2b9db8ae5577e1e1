// The weight of each class in the loss.
#pragma once

#include <cstdint>
#include <vector>

#include "data/clips.h"

namespace canopy {

/// Weights that give all classes the same total weight over `clips` (indices into the set), in the
/// format of LossTensors::class_weights: clips / (classes * clips of the class). Multi-label: two
/// weights per class, so that the clips without it and those with it have the same total weight; 0
/// if there are no such clips.
std::vector<float> balanced_weights(const ClipSet& set, const std::vector<std::int32_t>& clips);

}  // namespace canopy
