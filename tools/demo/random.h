// Random numbers that depend only on a seed and a name. Each file draws its own, so the files do
// not depend on the order of the work or the number of threads.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/philox.h"

namespace canopy::demo {

class Random {
 public:
  /// `name` is that of a file or a source recording.
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
  double noise() { return word() * 0x1p-31 - 1; }  // [-1, 1): successive values are white noise
  bool chance(double probability) { return uniform() < probability; }
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
