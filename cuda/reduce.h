// Sums over the threads of a warp or block, in an order that is the same in every run.
#pragma once

#include "cuda/launch.h"

namespace canopy::cuda {

inline constexpr unsigned warp_threads = 32;
inline constexpr unsigned all_lanes = 0xffffffffu;

/// Over the warp's lanes; each lane gets the same bits, because each adds the same pairs.
template <class T>
__device__ __forceinline__ T warp_sum(T value) {
  for (unsigned step = warp_threads / 2; step > 0; step /= 2)
    value += __shfl_xor_sync(all_lanes, value, static_cast<int>(step));
  return value;
}

/// Over a one-dimensional block of whole warps; each thread gets the sum. All threads must call.
template <class T>
__device__ __forceinline__ T block_sum(T value) {
  __shared__ T of_warps[warp_threads];
  const unsigned lane = threadIdx.x % warp_threads;
  value = warp_sum(value);
  if (lane == 0) of_warps[threadIdx.x / warp_threads] = value;
  __syncthreads();
  value = warp_sum(lane < blockDim.x / warp_threads ? of_warps[lane] : T());
  __syncthreads();  // the next call writes of_warps
  return value;
}

/// Over threadIdx.y, for each threadIdx.x apart: value[k] becomes the column's sum of value[k], in
/// each of its threads. All threads of the block must call; it has at most block_threads.
template <int count>
__device__ __forceinline__ void column_sums(double (&value)[count]) {
  constexpr unsigned rows = 8;  // that are left when the first step has added up every eighth
  __shared__ double held[count][block_threads];
  const unsigned me = threadIdx.y * blockDim.x + threadIdx.x;
  for (int k = 0; k < count; ++k) held[k][me] = value[k];
  __syncthreads();
  if (threadIdx.y < rows)
    for (int k = 0; k < count; ++k) {
      double sum = 0;
      for (unsigned y = threadIdx.y; y < blockDim.y; y += rows)
        sum += held[k][y * blockDim.x + threadIdx.x];
      held[k][me] = sum;  // nobody else reads this column's every eighth
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
