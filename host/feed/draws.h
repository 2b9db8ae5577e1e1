// Random numbers for one decision of the augmentation, a function of (seed, step, item, decision)
// and of how many have been drawn. Switching one decision off therefore does not change the others.
#pragma once

#include <cstdint>

#include "base/philox.h"

namespace canopy {

class Draws {
 public:
  Draws(std::uint32_t seed, std::uint32_t step, std::uint32_t item, unsigned decision)
      : key_(seed ^ 0xA3C59AC2B7F1E64Dull),  // different from dropout and the order of the clips
        low_((std::uint64_t{item} << 32) | (std::uint64_t{decision} << 24)),
        step_(step) {}

  std::uint32_t word() {
    if (used_ % 4 == 0) words_ = philox(key_, low_ + used_ / 4, step_);
    return words_.v[used_++ % 4];
  }
  /// In [0, 1).
  double uniform() { return word() * 0x1p-32; }
  double between(double low, double high) { return low + (high - low) * uniform(); }
  bool chance(double probability) { return uniform() < probability; }
  /// An integer in 0 .. count - 1.
  std::int64_t below(std::int64_t count) {
    return static_cast<std::int64_t>((std::uint64_t{word()} * static_cast<std::uint64_t>(count)) >>
                                     32);
  }
  /// Beta(alpha, alpha), alpha > 0.
  double beta(double alpha);

 private:
  double normal();
  double gamma(double shape);

  std::uint64_t key_, low_;
  std::uint32_t step_;
  std::uint32_t used_ = 0;
  Philox4 words_{};
};

}  // namespace canopy
