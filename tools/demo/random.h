// Random numbers that are a pure function of a seed and a name: each file draws its own, so the
// bytes do not depend on the order of the work or on the threads.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/philox.h"

namespace canopy::demo {

class Random {
 public:
  /// The numbers of `name` (of a file, of a source recording) under this seed.
  Random(std::uint64_t seed, std::string_view name) : seed_(seed) {
    for (const char c : name)
      stream_ = (stream_ ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  }

  std::uint32_t word() {
    if (at_ == 4) {
      words_ = philox(seed_, counter_++, stream_);
      at_ = 0;
    }
    return words_.v[at_++];
  }
  double uniform() { return word() * 0x1p-32; }  // [0, 1)
  double between(double low, double high) { return low + (high - low) * uniform(); }
  double noise() { return word() * 0x1p-31 - 1; }  // [-1, 1): white noise when drawn in a row
  bool chance(double share) { return uniform() < share; }
  /// 0 to count - 1.
  int below(int count) {
    return static_cast<int>((std::uint64_t{word()} * static_cast<std::uint64_t>(count)) >> 32);
  }

 private:
  std::uint64_t seed_, counter_ = 0;
  std::uint64_t stream_ = 14695981039346656037ull;  // FNV-1a of the name
  Philox4 words_{};
  int at_ = 4;
};

}  // namespace canopy::demo
