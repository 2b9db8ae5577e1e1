// How blocks are mapped to the pixels of a batch of NHWC images: threadIdx.x counts vectors of
// channels, threadIdx.y pixels (or pooling windows). A thread always has the same channels, so
// their parameters stay in its registers, and a warp's memory accesses are adjacent.
#pragma once

#include <algorithm>
#include <type_traits>

#include "cuda/vector.h"

namespace canopy::cuda {

struct Columns {
  int lanes;  // channels per thread
  unsigned across, down, tiles;

  /// A block spans at most `max_across` vectors; more channels are divided among several blocks.
  Columns(std::int64_t channels, bool is_aligned, unsigned max_across = 64) {
    lanes = is_aligned && channels % 4 == 0 ? 4 : 1;
    const auto columns = static_cast<unsigned>(channels / lanes);
    tiles = (columns + max_across - 1) / max_across;
    across = (columns + tiles - 1) / tiles;
    down = block_threads / across;
  }

  Launch launch(const char* kernel, std::int64_t blocks) const {
    return {kernel, dim3(static_cast<unsigned>(blocks), tiles), dim3(across, down)};
  }

  /// For kernels with a grid-stride loop over `pixels`.
  Launch stepping(const char* kernel, std::int64_t pixels) const {
    constexpr std::int64_t max_blocks = 2112;  // two rounds of 8 blocks on an H100's 132 SMs
    return launch(kernel, std::min(max_blocks, (pixels + down - 1) / down));
  }
};

/// Calls body(lanes), where lanes is a compile-time constant.
template <class Body>
void with_lanes(const Columns& columns, const Body& body) {
  if (columns.lanes == 4)
    body(std::integral_constant<int, 4>());
  else
    body(std::integral_constant<int, 1>());
}

/// The thread's first channel; it may be past the last channel.
template <int lanes>
__device__ __forceinline__ int channel_of_thread() {
  return static_cast<int>((blockIdx.y * blockDim.x + threadIdx.x) * lanes);
}

__device__ __forceinline__ std::uint32_t first_pixel() {
  return blockIdx.x * blockDim.y + threadIdx.y;
}
__device__ __forceinline__ std::uint32_t pixel_step() {
  return gridDim.x * blockDim.y;
}

}  // namespace canopy::cuda
