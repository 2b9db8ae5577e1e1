// Philox4x32-10, the counter-based generator (Salmon et al., "Parallel random numbers: as easy as
// 1, 2, 3", SC 2011). Every number is a pure function of (key, counter), so the numbers do not
// depend on threads, devices or the order of the work, and resuming needs no saved state.
#pragma once

#include <cstdint>

#include "base/host_device.h"

namespace canopy {

struct Philox4 {
  std::uint32_t v[4];
};

/// Four random 32-bit words from a 64-bit key and a 128-bit counter (low, high).
CANOPY_HD Philox4 philox(std::uint64_t key, std::uint64_t low, std::uint64_t high) {
  std::uint32_t k0 = static_cast<std::uint32_t>(key), k1 = static_cast<std::uint32_t>(key >> 32);
  Philox4 c{{static_cast<std::uint32_t>(low), static_cast<std::uint32_t>(low >> 32),
             static_cast<std::uint32_t>(high), static_cast<std::uint32_t>(high >> 32)}};
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t p0 = 0xD2511F53ull * c.v[0], p1 = 0xCD9E8D57ull * c.v[2];
    c = Philox4{{static_cast<std::uint32_t>(p1 >> 32) ^ c.v[1] ^ k0, static_cast<std::uint32_t>(p1),
                 static_cast<std::uint32_t>(p0 >> 32) ^ c.v[3] ^ k1,
                 static_cast<std::uint32_t>(p0)}};
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  return c;
}

/// A word as a float in [0, 1): 24 random bits.
CANOPY_HD float uniform01(std::uint32_t word) { return static_cast<float>(word >> 8) * 0x1p-24f; }

}  // namespace canopy
