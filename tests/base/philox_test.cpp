// Philox4x32-10 against the known answers published with Random123 (kat_vectors).
#include "base/philox.h"

#include <cmath>
#include <vector>

#include <catch2/catch_test_macros.hpp>

using namespace canopy;

namespace {

struct Known {
  std::uint32_t counter[4], key[2], answer[4];
};

constexpr Known known[] = {
    {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
    {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
     {0xffffffff, 0xffffffff},
     {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
    {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
     {0xa4093822, 0x299f31d0},
     {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
};

std::uint64_t joined(std::uint32_t low, std::uint32_t high) {
  return (std::uint64_t{high} << 32) | low;
}

}  // namespace

TEST_CASE("philox returns the published words, the least significant first") {
  for (const Known& k : known) {
    const Philox4 got = philox(joined(k.key[0], k.key[1]), joined(k.counter[0], k.counter[1]),
                               joined(k.counter[2], k.counter[3]));
    for (int i = 0; i < 4; ++i) CHECK(got.v[i] == k.answer[i]);
  }
}

TEST_CASE("uniform01 is uniform from 0 to below 1") {
  CHECK(uniform01(0) == 0.0f);
  CHECK(uniform01(0xffffffffu) < 1.0f);
  CHECK(uniform01(0x80000000u) == 0.5f);
  constexpr int count = 100000, bins = 16;
  std::vector<int> histogram(bins);
  for (int i = 0; i < count; ++i)
    ++histogram[static_cast<int>(uniform01(philox(7, i, 0).v[2]) * bins)];
  for (int n : histogram)
    CHECK(std::abs(n - count / bins) < 5 * std::sqrt(static_cast<double>(count) / bins));
}
