// Dropout's mask, for both backends (ops/dropout.h). Element i of a batch takes word i % 4 of
// Philox(seed, i / 4, step), so that four neighbours share one call.
#pragma once

#include <cstdint>

#include "base/host_device.h"
#include "base/philox.h"

namespace canopy::math {

/// The words of elements 4 * group .. 4 * group + 3.
CANOPY_HD Philox4 dropout_words(std::uint64_t seed, std::int64_t group, std::uint32_t step) {
  return philox(seed, static_cast<std::uint64_t>(group), step);
}

/// The factor for an element: 0 or 1 / (1 - rate).
CANOPY_HD float dropout_factor(std::uint32_t word, float rate) {
  return uniform01(word) < rate ? 0.0f : 1.0f / (1.0f - rate);
}

}  // namespace canopy::math
