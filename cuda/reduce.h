// Sums over the threads of a warp or block, in the same order in every run.
#pragma once

#include "cuda/launch.h"

namespace canopy::cuda {

inline constexpr unsigned warp_threads = 32;
inline constexpr unsigned all_lanes = 0xffffffffu;

/// The sum over the warp's lanes. All lanes get the same bits, because they add the same pairs.
template <class T>
__device__ __forceinline__ T warp_sum(T value) {
  for (unsigned step = warp_threads / 2; step > 0; step /= 2)
    value += __shfl_xor_sync(all_lanes, value, static_cast<int>(step));
  return value;
}

/// The sum over a one-dimensional block of whole warps, for each thread. All threads must call
/// this.
template <class T>
__device__ __forceinline__ T block_sum(T value) {
  __shared__ T warp_sums[warp_threads];
  const unsigned lane = threadIdx.x % warp_threads;
  value = warp_sum(value);
  if (lane == 0) warp_sums[threadIdx.x / warp_threads] = value;
  __syncthreads();
  value = warp_sum(lane < blockDim.x / warp_threads ? warp_sums[lane] : T());
  __syncthreads();  // the next call writes warp_sums
  return value;
}

/// Sums over threadIdx.y, separately for each threadIdx.x: value[k] becomes the column's sum of
/// value[k] in all its threads. All threads of the block, at most block_threads, must call this.
template <int count>
__device__ __forceinline__ void column_sums(double (&value)[count]) {
  constexpr unsigned rows = 8;  // the first step adds up every eighth row, which leaves 8 rows
  __shared__ double held[count][block_threads];
  const unsigned me = threadIdx.y * blockDim.x + threadIdx.x;
  for (int k = 0; k < count; ++k) held[k][me] = value[k];
  __syncthreads();
  if (threadIdx.y < rows)
    for (int k = 0; k < count; ++k) {
      double sum = 0;
      for (unsigned y = threadIdx.y; y < blockDim.y; y += rows)
        sum += held[k][y * blockDim.x + threadIdx.x];
      held[k][me] = sum;  // no other thread reads these rows of this column
    }
  __syncthreads();
  for (int k = 0; k < count; ++k) {
    value[k] = 0;
    for (unsigned y = 0; y < rows && y < blockDim.y; ++y)
      value[k] += held[k][y * blockDim.x + threadIdx.x];
  }
  __syncthreads();  // the next call writes held
}

}  // namespace canopy::cuda
