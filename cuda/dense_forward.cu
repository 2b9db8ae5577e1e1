// y = activation(x w^T + bias) for a few items. The product is so flat that only the time to read
// the weights from memory matters.
//
// Bytes moved: each weight once (4 bytes), and x once for each 128 units. Reference layer
// (6,019,376 inputs, 128 units, 16 items): 3.08 GB + 0.39 GB, 1.04 ms at 3.35 TB/s (H100), 0.72 ms
// at 4.8 TB/s (H200). Arithmetic: 2 * 16 * 770 M = 24.7 GFLOP, 0.4 ms at 60 TFLOP/s, in plain
// float32: tensor cores would gain nothing. With bf16 the operands are rounded when they are copied
// to shared memory.
//
// A block sums one part of the inputs for 128 units and 16 items, in steps of 64 columns through
// shared memory (39 KB). Each of its 8 warps handles 8 of the 64 columns; a lane has 8 units times
// 8 items in 64 registers: for 4 columns it reads 16 float4 of shared memory (24 bank cycles per
// warp) and multiplies 256 times (64 cycles of an SM), so shared memory is not the limit. Two
// blocks of 256 threads fit on an SM (at most 128 registers per thread): one loads while the other
// multiplies. The parts' sums (at most 4 MB for the reference layer) are then added in order, in
// double.
#include "cuda/dense_kernels.h"

#include <algorithm>

#include "cuda/reduce.h"
#include "cuda/unroll.h"
#include "cuda/vector.h"
#include "ops/math/activation.h"

namespace canopy::cuda {
namespace {

constexpr int tile_units = 128, tile_columns = 64;
constexpr int pitch = tile_columns + 4;  // puts adjacent rows in different banks
constexpr int warps = block_threads / static_cast<int>(warp_threads);
constexpr int side = 8;                       // items per lane, and units per lane
constexpr int unit_step = tile_units / side;  // between a lane's units
static_assert(unit_step * dense_items == side * static_cast<int>(warp_threads));
static_assert(warps * side == tile_columns);

struct ForwardTile {
  DenseShape shape;
  std::int64_t columns;  // of a part; a multiple of tile_columns
  const float *x, *w;
  float* sums;  // [parts, n, units]
};

/// A thread's share of loading 64 columns: the same columns of every row_step-th row.
template <int lanes>
struct TileThread {
  static constexpr int across = tile_columns / lanes;
  static constexpr int row_step = block_threads / across;
  int row = static_cast<int>(threadIdx.x) / across;
  int column = static_cast<int>(threadIdx.x) % across * lanes;

  /// Copies `count` rows, starting at `from` in the first one, to a tile in shared memory. Rows
  /// from `rows` on are filled with zeros, and so are all rows unless the columns are `inside`.
  template <int count>
  __device__ __forceinline__ void copy(const float* from, std::int64_t stride, int rows,
                                       bool inside, Precision precision, float* tile) const {
    Vector<lanes> held[count];
    CANOPY_UNROLL
    for (int k = 0; k < count; ++k) {
      held[k] = {};
      if (inside && row + k * row_step < rows) held[k] = load<lanes>(from);
      from += stride;
    }
    if (precision == Precision::bf16) {
      CANOPY_UNROLL
      for (int k = 0; k < count; ++k) held[k] = rounded(held[k], precision);
    }
    CANOPY_UNROLL
    for (int k = 0; k < count; ++k)
      store<lanes>(tile + (row + k * row_step) * pitch + column, held[k]);
  }
};

/// sums[part, n, units] of part blockIdx.x, units from 128 * blockIdx.y.
template <int lanes>
__global__ __launch_bounds__(block_threads, 2) void dense_forward_part(ForwardTile a) {
  __shared__ Vector<4> rows[(tile_units + dense_items) * pitch / 4];
  float* const held = rows[0].at;
  const float* const w_tile = held;
  const float* const x_tile = held + tile_units * pitch;
  const int warp = static_cast<int>(threadIdx.x / warp_threads);
  const int lane = static_cast<int>(threadIdx.x % warp_threads);
  const int my_unit = lane % unit_step, my_item = lane / unit_step * side;
  const std::int64_t first_unit = static_cast<std::int64_t>(blockIdx.y) * tile_units;
  const std::int64_t units_left = a.shape.units - first_unit;
  const int units = units_left < tile_units ? static_cast<int>(units_left) : tile_units;

  using Thread = TileThread<lanes>;
  const Thread thread;
  constexpr int at_once = 8;  // loads in flight per thread
  const std::int64_t begin = blockIdx.x * a.columns + thread.column;
  const float* w_at = a.w + (first_unit + thread.row) * a.shape.inputs + begin;
  const float* x_at = a.x + thread.row * a.shape.inputs + begin;
  const std::int64_t stride = Thread::row_step * a.shape.inputs;
  const std::int64_t columns_left = a.shape.inputs - begin + thread.column;
  int left = static_cast<int>(columns_left < a.columns ? columns_left : a.columns);

  float sum[side][side] = {};  // [item, unit]
  for (; left > 0; left -= tile_columns) {
    const bool inside = thread.column < left;
    thread.template copy<dense_items / Thread::row_step>(
        x_at, stride, a.shape.n, inside, a.shape.precision, held + tile_units * pitch);
    for (int first = 0; first < tile_units; first += at_once * Thread::row_step)
      thread.template copy<at_once>(w_at + first * a.shape.inputs, stride, units - first, inside,
                                    a.shape.precision, held + first * pitch);
    w_at += tile_columns;
    x_at += tile_columns;
    __syncthreads();
    for (int k = 0; k < side; k += 4) {
      const int at = warp * side + k;
      Vector<4> w[side];
      CANOPY_UNROLL
      for (int u = 0; u < side; ++u)
        w[u] = load<4>(w_tile + (my_unit + u * unit_step) * pitch + at);
      CANOPY_UNROLL
      for (int i = 0; i < side; ++i) {
        const Vector<4> x = load<4>(x_tile + (my_item + i) * pitch + at);
        CANOPY_UNROLL
        for (int u = 0; u < side; ++u) {
          for (int l = 0; l < 4; ++l) sum[i][u] += x.at[l] * w[u].at[l];
        }
      }
    }
    __syncthreads();  // the next tile overwrites this one
  }

  // Add the upper half of the warps' sums to the lower half until one warp is left.
  static_assert(warps / 2 * tile_units * dense_items <= tile_units * pitch);
  for (int half = warps / 2; half > 0; half /= 2) {
    float* const mine = held + (warp % half * side * side * static_cast<int>(warp_threads) + lane);
    if (warp >= half && warp < 2 * half) {
      CANOPY_UNROLL
      for (int k = 0; k < side * side; ++k)
        mine[k * static_cast<int>(warp_threads)] = sum[k / side][k % side];
    }
    __syncthreads();
    if (warp < half) {
      CANOPY_UNROLL
      for (int k = 0; k < side * side; ++k)
        sum[k / side][k % side] += mine[k * static_cast<int>(warp_threads)];
    }
    __syncthreads();
  }
  if (warp > 0) return;
  CANOPY_UNROLL
  for (int i = 0; i < side; ++i) {
    for (int u = 0; u < side; ++u) {
      const std::int64_t unit = first_unit + my_unit + u * unit_step;
      if (my_item + i < a.shape.n && unit < a.shape.units)
        a.sums[(static_cast<std::int64_t>(blockIdx.x) * a.shape.n + my_item + i) * a.shape.units +
               unit] = sum[i][u];
    }
  }
}

/// y = activation(bias + the parts' sums), 32 values per block, the parts over threadIdx.y.
__global__ void dense_forward_total(std::int64_t count, std::int64_t units, std::int64_t parts,
                                    Activation activation, const float* sums, const float* bias,
                                    float* y) {
  const std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  double total[1] = {0};
  if (i < count)
    for (std::int64_t part = threadIdx.y; part < parts; part += blockDim.y)
      total[0] += static_cast<double>(sums[part * count + i]);
  column_sums(total);
  if (i >= count || threadIdx.y > 0) return;
  if (bias) total[0] += static_cast<double>(bias[i % units]);
  y[i] = math::activate(activation, static_cast<float>(total[0]));
}

std::int64_t unit_tiles(std::int64_t units) {
  return (units + tile_units - 1) / tile_units;
}

/// Columns per part: enough parts for two rounds of blocks on 132 SMs with two blocks each, but at
/// least a few steps in every part.
std::int64_t part_columns(std::int64_t inputs, std::int64_t units) {
  constexpr std::int64_t max_parts = 512, min_columns = 4 * tile_columns;
  const std::int64_t parts = std::max<std::int64_t>(max_parts / unit_tiles(units), 1);
  const std::int64_t columns = std::max((inputs + parts - 1) / parts, min_columns);
  return (columns + tile_columns - 1) / tile_columns * tile_columns;
}

}  // namespace

std::int64_t dense_forward_parts(std::int64_t inputs, std::int64_t units) {
  const std::int64_t columns = part_columns(inputs, units);
  return (inputs + columns - 1) / columns;
}

void dense_forward(Stream& stream, const DenseShape& shape, Activation activation, const float* x,
                   const float* w, const float* bias, float* sums, float* y) {
  if (shape.n == 0) return;
  const std::int64_t parts = dense_forward_parts(shape.inputs, shape.units);
  const ForwardTile tile{shape, part_columns(shape.inputs, shape.units), x, w, sums};
  const Launch first{
      "dense_forward_part",
      dim3(static_cast<unsigned>(parts), static_cast<unsigned>(unit_tiles(shape.units))),
      dim3(block_threads)};
  if (shape.inputs % 4 == 0 && aligned(x, w))
    launch(stream, first, dense_forward_part<4>, tile);
  else
    launch(stream, first, dense_forward_part<1>, tile);
  const std::int64_t count = shape.n * shape.units;
  Launch second = over("dense_forward_total", count, static_cast<int>(warp_threads));
  second.block.y = static_cast<unsigned>(warps);
  launch(stream, second, dense_forward_total, count, shape.units, parts, activation, sums, bias, y);
}

}  // namespace canopy::cuda
