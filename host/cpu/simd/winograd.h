// Arguments of the kernels in winograd.isa.cpp.
#pragma once

#include <cstdint>

namespace canopy::cpu::simd {

/// One item's image, divided into tiles of 2 x 2 outputs of a 3 x 3 window. Tiles are numbered row
/// by row; tile (i, j) reads the 4 x 4 pixels from (2 i - top, 2 j - left) on, with zeros outside
/// the image.
struct WinogradImage {
  const float* pixels;                   // [height, width, channels]
  const float* mask = nullptr;           // like pixels; these are 0 where mask is not above 0
  std::int64_t height, width, channels;  // channels: a multiple of 16
  std::int64_t top, left;
  std::int64_t tiles_wide;
};

/// Where the outputs of the tiles are written.
struct WinogradOutput {
  float* pixels;  // [height, width, channels]
  std::int64_t height, width, channels;
  std::int64_t tiles_wide;
  const float* bias;  // [channels] or null
  bool relu;
};

/// Floats from one of the 16 positions to the next, for `count` tiles of `channels`. The extra
/// cache line keeps the positions out of each other's cache sets.
inline constexpr std::int64_t winograd_stride(std::int64_t count, std::int64_t channels) {
  return count * channels + 16;
}

}  // namespace canopy::cpu::simd
