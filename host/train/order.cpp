#include "train/order.h"

#include <utility>

#include "base/philox.h"

namespace canopy {

std::vector<std::int32_t> shuffled(std::vector<std::int32_t> items, std::uint64_t seed, int epoch) {
  for (std::size_t i = items.size(); i > 1; --i) {
    const Philox4 random = philox(seed, i, static_cast<std::uint64_t>(epoch));
    // 64 bits over at most 2^31 items: the bias of the remainder is below 2^-32
    const std::uint64_t word = (std::uint64_t{random.v[1]} << 32) | random.v[0];
    std::swap(items[i - 1], items[word % i]);
  }
  return items;
}

}  // namespace canopy
