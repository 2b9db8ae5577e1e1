// Vectors of floats, as wide as the instruction set that this file is compiled for. Only for
// *.isa.cpp files.
#pragma once

#include <cstdint>

#if !defined(CANOPY_ISA)
#error "cpu/simd/vector.h is for files compiled once per instruction set"
#endif

namespace canopy::cpu::simd::CANOPY_ISA {

#if defined(__AVX512F__)
constexpr int lanes = 16;
#elif defined(__AVX2__)
constexpr int lanes = 8;
#else
constexpr int lanes = 4;
#endif

typedef float Vec __attribute__((vector_size(lanes * 4), aligned(lanes * 4), may_alias));
typedef float VecU __attribute__((vector_size(lanes * 4), aligned(4), may_alias));  // unaligned

inline __attribute__((always_inline)) Vec load(const float* p) {
  return *reinterpret_cast<const VecU*>(p);
}
inline __attribute__((always_inline)) void store(float* p, Vec v) {
  *reinterpret_cast<VecU*>(p) = v;
}
inline __attribute__((always_inline)) Vec splat(float x) { return x - Vec{}; }
inline __attribute__((always_inline)) float sum(Vec v) {
  float total = 0;
  for (int i = 0; i < lanes; ++i) total += v[i];
  return total;
}

}  // namespace canopy::cpu::simd::CANOPY_ISA
