// How much each class counts in the loss.
#pragma once

#include <cstdint>
#include <vector>

#include "data/clips.h"

namespace canopy {

/// The weights that make all classes count alike over `clips` (indices into the set), as
/// LossTensors::class_weights takes them: items / (classes * items of the class). Multi-label: of
/// each class two, so that the clips without it and those with it count alike; 0 where there are
/// none, and nothing to weigh.
std::vector<float> balanced_weights(const ClipSet& set, const std::vector<std::int32_t>& clips);

}  // namespace canopy
