// Adjacent floats that are loaded or stored in one access.
#pragma once

#include <cstdint>

#include "cuda/launch.h"
#include "ops/math/rounding.h"

namespace canopy::cuda {

/// 4 floats (16 bytes) or 1.
template <int lanes>
struct alignas(lanes * sizeof(float)) Vector {
  float at[lanes];
};

template <int lanes>
__device__ __forceinline__ Vector<lanes> load(const float* from) {
  return *reinterpret_cast<const Vector<lanes>*>(from);
}

template <int lanes>
__device__ __forceinline__ void store(float* to, const Vector<lanes>& value) {
  *reinterpret_cast<Vector<lanes>*>(to) = value;
}

template <int lanes>
__device__ __forceinline__ Vector<lanes> rounded(Vector<lanes> value, Precision precision) {
  for (int l = 0; l < lanes; ++l) value.at[l] = math::round_operand(value.at[l], precision);
  return value;
}

/// For values at any address that a thread reads only once.
template <int lanes>
__device__ __forceinline__ Vector<lanes> load_unaligned(const float* from) {
  Vector<lanes> value;
  for (int l = 0; l < lanes; ++l) value.at[l] = from[l];
  return value;
}

/// Whether all pointers are aligned for accesses of 16 bytes.
template <class... Pointers>
bool aligned(const Pointers*... pointers) {
  return ((reinterpret_cast<std::uintptr_t>(pointers) % sizeof(Vector<4>) == 0) && ...);
}

/// Elements 4 g .. 4 g + 3 of a flat array, where g is the thread's number in the grid; fewer at
/// the end.
struct Group {
  std::int64_t number, first;
  int count;  // below 1: this thread has no elements
  bool vector;
};

inline constexpr int group_size = 4;

__device__ __forceinline__ Group group_of_thread(std::int64_t count, bool is_aligned) {
  Group g;
  g.number = static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  g.first = group_size * g.number;
  g.count = count - g.first < group_size ? static_cast<int>(count - g.first) : group_size;
  g.vector = is_aligned && g.count == group_size;
  return g;
}

__device__ __forceinline__ Vector<group_size> load(const float* from, const Group& g) {
  if (g.vector) return load<group_size>(from + g.first);
  Vector<group_size> value = {};
  for (int i = 0; i < group_size; ++i)
    if (i < g.count) value.at[i] = from[g.first + i];
  return value;
}

__device__ __forceinline__ void store(float* to, const Group& g, const Vector<group_size>& value) {
  if (g.vector) return store(to + g.first, value);
  for (int i = 0; i < group_size; ++i)
    if (i < g.count) to[g.first + i] = value.at[i];
}

/// A launch with one thread per group.
inline Launch over_groups(const char* kernel, std::int64_t count) {
  return over(kernel, (count + group_size - 1) / group_size);
}

}  // namespace canopy::cuda
