// The pixels of a batch of NHWC images, or the pooling windows over them, numbered row by row, item
// after item. Numbers have 32 bits, because 64-bit divisions are three times as slow.
#pragma once

#include "cuda/runtime.h"
#include "ops/tensor.h"

namespace canopy::cuda {

struct Pixel {
  std::int64_t item;
  int row, column;
};

struct Pixels {
  int rows, columns, channels;

  Pixels() = default;
  explicit Pixels(const Image& image)
      : rows(static_cast<int>(image.height)),
        columns(static_cast<int>(image.width)),
        channels(static_cast<int>(image.channels)) {}

  std::int64_t of(int items) const { return std::int64_t{items} * rows * columns; }

  __device__ __forceinline__ Pixel at(std::uint32_t number) const {
    const std::uint32_t line = number / static_cast<std::uint32_t>(columns);
    const std::uint32_t item = line / static_cast<std::uint32_t>(rows);
    return {item, static_cast<int>(line - item * static_cast<std::uint32_t>(rows)),
            static_cast<int>(number - line * static_cast<std::uint32_t>(columns))};
  }

  /// The offset of a pixel's first float, or the distance of two pixels `row` rows and `column`
  /// columns apart.
  __device__ __forceinline__ std::int64_t offset(const Pixel& p) const {
    return ((p.item * rows + p.row) * columns + p.column) * channels;
  }
  __device__ __forceinline__ std::int64_t offset(int row, int column) const {
    return (static_cast<std::int64_t>(row) * columns + column) * channels;
  }
};

}  // namespace canopy::cuda
