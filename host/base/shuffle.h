// Fisher-Yates shuffling with Philox: the order is a function of seed and stream.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/philox.h"

namespace canopy {

/// Shuffles `items` in place. For the same seed, each `stream` gives an independent order.
template <class Item>
void shuffle(std::vector<Item>& items, std::uint64_t seed, std::uint64_t stream) {
  for (std::size_t i = items.size(); i > 1; --i) {
    const Philox4 random = philox(seed, i, stream);
    // 64 bits modulo at most 2^31: the bias is below 2^-32
    const std::uint64_t word = (std::uint64_t{random.v[1]} << 32) | random.v[0];
    std::swap(items[i - 1], items[word % i]);
  }
}

}  // namespace canopy
