// float32 rounded to the operand types of GPUs but kept as float32; to nearest, ties to even.
#pragma once

#include <cstdint>
#include <cstring>

#include "base/host_device.h"
#include "ops/backend.h"

namespace canopy::math {

/// x with the lowest `bits` bits of its significand rounded away; infinities and NaN stay the same.
CANOPY_HD float round_bits(float x, unsigned bits) {
  std::uint32_t u;
  memcpy(&u, &x, sizeof u);
  if ((u & 0x7f800000u) == 0x7f800000u) return x;
  const std::uint32_t half = (1u << (bits - 1)) - 1u + ((u >> bits) & 1u);
  u = (u + half) & ~((1u << bits) - 1u);
  memcpy(&x, &u, sizeof x);
  return x;
}

/// bf16 keeps 7 of float32's 23 fraction bits, tf32 keeps 10.
CANOPY_HD float round_operand(float x, Precision precision) {
  if (precision == Precision::bf16) return round_bits(x, 16);
  if (precision == Precision::tf32) return round_bits(x, 13);
  return x;
}

}  // namespace canopy::math
