// Winograd's F(2 x 2, 3 x 3): computes a tile of four outputs of a 3 x 3 convolution with 16
// products instead of 36 (Lavin and Gray, "Fast algorithms for convolutional neural networks",
// 2016).
// With the 4 x 4 input d, kernel g and gradient e of a tile,
//   output = A^T [ (G g G^T) . (B^T d B) ] A    gradient of g = G^T [ (A e A^T) . (B^T d B) ] G
// where . is the product at each of the 16 positions. Summed over channels or tiles, these are
// matrix products.
#include "cpu/simd/table.h"
#include "cpu/simd/vector.h"

namespace canopy::cpu::simd::CANOPY_ISA {
namespace {

#define CANOPY_INLINE inline __attribute__((always_inline))

/// B^T along one axis of four values.
CANOPY_INLINE void input_axis(Vec& a, Vec& b, Vec& c, Vec& d) {
  const Vec a0 = a - c, b0 = b + c, c0 = c - b, d0 = b - d;
  a = a0, b = b0, c = c0, d = d0;
}

template <bool Masked>
CANOPY_INLINE Vec pixel(const float* p, const float* mask) {
  if (!Masked) return load(p);
  return load(mask) > Vec{} ? load(p) : Vec{};
}

/// p += floats, hidden from the compiler's optimiser. Otherwise it keeps the addresses of all 16
/// values of a tile at once, runs out of registers and spends its time spilling them.
template <class P>
CANOPY_INLINE void step(P& p, std::int64_t floats) {
  p += floats;
  asm("" : "+r"(p));
}

/// B^T d B of one tile whose 4 x 4 pixels are `row` and `channels` floats apart.
template <bool Masked>
CANOPY_INLINE void input_tile(const float* p, const float* mask, std::int64_t row,
                              std::int64_t channels, float* v, std::int64_t stride) {
  for (std::int64_t c = 0; c < channels; c += lanes) {
    Vec d[4][4];
    const float *from = p + c, *gate = Masked ? mask + c : nullptr;
#pragma GCC unroll 4
    for (int i = 0; i < 4; ++i) {
#pragma GCC unroll 4
      for (int j = 0; j < 4; ++j) {
        d[i][j] = pixel<Masked>(from, gate);
        const std::int64_t next = j < 3 ? channels : row - 3 * channels;
        step(from, next);
        if (Masked) step(gate, next);
      }
      input_axis(d[i][0], d[i][1], d[i][2], d[i][3]);
    }
#pragma GCC unroll 4
    for (int j = 0; j < 4; ++j) input_axis(d[0][j], d[1][j], d[2][j], d[3][j]);
    float* to = v + c;
#pragma GCC unroll 4
    for (int i = 0; i < 4; ++i)
#pragma GCC unroll 4
      for (int j = 0; j < 4; ++j) {
        store(to, d[i][j]);
        step(to, stride);
      }
  }
}

/// The size x size pixels from (h, w) on, zeros outside the image, into
/// patch[size][size][channels].
CANOPY_INLINE void copy_patch(const WinogradImage& a, int size, std::int64_t h, std::int64_t w,
                              float* patch) {
  for (int i = 0; i < size; ++i)
    for (int j = 0; j < size; ++j, patch += a.channels) {
      const bool inside = h + i >= 0 && h + i < a.height && w + j >= 0 && w + j < a.width;
      const std::int64_t at = ((h + i) * a.width + w + j) * a.channels;
      for (std::int64_t c = 0; c < a.channels; c += lanes) {
        Vec v{};
        if (inside) v = load(a.pixels + at + c);
        if (inside && a.mask) v = load(a.mask + at + c) > Vec{} ? v : Vec{};
        store(patch + c, v);
      }
    }
}

/// Prefetches the two lower rows of the tiles of the next chunk (the upper two have just been
/// read), so that they are loaded during the products.
CANOPY_INLINE void prefetch_next(const WinogradImage& a, std::int64_t at, std::int64_t row,
                                 int rows) {
  constexpr std::int64_t ahead = 2 * 48, line = 16;
  const std::int64_t end = a.height * row;
  for (int i = rows - 2; i < rows; ++i)
    for (std::int64_t c = 0; c < 2 * a.channels; c += line) {
      const std::int64_t next = at + i * row + ahead * a.channels + c;
      if (next >= end) return;
      __builtin_prefetch(a.pixels + next, 0, 2);
      if (a.mask) __builtin_prefetch(a.mask + next, 0, 2);
    }
}

void winograd_input(const WinogradImage& a, std::int64_t first, std::int64_t count, float* patch,
                    float* v) {
  const std::int64_t stride = winograd_stride(count, a.channels), row = a.width * a.channels;
  std::int64_t th = first / a.tiles_wide, tw = first % a.tiles_wide;
  for (std::int64_t t = 0; t < count; ++t, v += a.channels) {
    const std::int64_t h = 2 * th - a.top, w = 2 * tw - a.left;
    const std::int64_t at = h * row + w * a.channels;
    prefetch_next(a, at, row, 4);
    if (h < 0 || w < 0 || h + 4 > a.height || w + 4 > a.width) {
      copy_patch(a, 4, h, w, patch);
      input_tile<false>(patch, nullptr, 4 * a.channels, a.channels, v, stride);
    } else if (a.mask) {
      input_tile<true>(a.pixels + at, a.mask + at, row, a.channels, v, stride);
    } else {
      input_tile<false>(a.pixels + at, nullptr, row, a.channels, v, stride);
    }
    if (++tw == a.tiles_wide) tw = 0, ++th;
  }
}

/// A e A^T of one tile, and the sum of e's four pixels for each channel.
template <bool Masked>
CANOPY_INLINE void gradient_tile(const float* p, const float* mask, std::int64_t row,
                                 std::int64_t channels, float* z, std::int64_t stride,
                                 float* sums) {
  for (std::int64_t c = 0; c < channels; c += lanes) {
    Vec e[4][2];
#pragma GCC unroll 2
    for (int j = 0; j < 2; ++j) {
      const std::int64_t at = j * channels + c;
      const Vec top = pixel<Masked>(p + at, Masked ? mask + at : nullptr);
      const Vec low = pixel<Masked>(p + row + at, Masked ? mask + row + at : nullptr);
      e[0][j] = top, e[1][j] = top + low, e[2][j] = top - low, e[3][j] = -low;
    }
    float* to = z + c;
#pragma GCC unroll 4
    for (int i = 0; i < 4; ++i) {
      const Vec four[4] = {e[i][0], e[i][0] + e[i][1], e[i][0] - e[i][1], -e[i][1]};
#pragma GCC unroll 4
      for (int j = 0; j < 4; ++j) {
        store(to, four[j]);
        step(to, stride);
      }
    }
    store(sums + c, load(sums + c) + (e[1][0] + e[1][1]));
  }
}

void winograd_gradient(const WinogradImage& a, std::int64_t first, std::int64_t count, float* patch,
                       float* z, float* sums) {
  const std::int64_t stride = winograd_stride(count, a.channels), row = a.width * a.channels;
  std::int64_t th = first / a.tiles_wide, tw = first % a.tiles_wide;
  for (std::int64_t t = 0; t < count; ++t, z += a.channels) {
    const std::int64_t h = 2 * th, w = 2 * tw, at = h * row + w * a.channels;
    prefetch_next(a, at, row, 2);
    if (h + 2 > a.height || w + 2 > a.width) {
      copy_patch(a, 2, h, w, patch);
      gradient_tile<false>(patch, nullptr, 2 * a.channels, a.channels, z, stride, sums);
    } else if (a.mask) {
      gradient_tile<true>(a.pixels + at, a.mask + at, row, a.channels, z, stride, sums);
    } else {
      gradient_tile<false>(a.pixels + at, nullptr, row, a.channels, z, stride, sums);
    }
    if (++tw == a.tiles_wide) tw = 0, ++th;
  }
}

/// m[T][columns] = v[T][depth] u[depth][columns], for N vectors of columns.
template <int T, int N>
CANOPY_INLINE void multiply_block(std::int64_t depth, std::int64_t columns, const float* v,
                                  const float* u, float* m) {
  Vec sum[T][N];
#pragma GCC unroll 16
  for (int t = 0; t < T; ++t)
#pragma GCC unroll 2
    for (int k = 0; k < N; ++k) sum[t][k] = Vec{};
  for (std::int64_t c = 0; c < depth; ++c, u += columns) {
    Vec w[N];
#pragma GCC unroll 2
    for (int k = 0; k < N; ++k) w[k] = load(u + k * lanes);
#pragma GCC unroll 16
    for (int t = 0; t < T; ++t)
#pragma GCC unroll 2
      for (int k = 0; k < N; ++k) sum[t][k] += w[k] * v[t * depth + c];
  }
#pragma GCC unroll 16
  for (int t = 0; t < T; ++t)
#pragma GCC unroll 2
    for (int k = 0; k < N; ++k) store(m + t * columns + k * lanes, sum[t][k]);
}

// Rows of a block: as many sums as fit in the registers.
constexpr int rows = lanes == 16 ? 12 : 4;

template <int N>
CANOPY_INLINE void multiply_panel(std::int64_t count, std::int64_t depth, std::int64_t columns,
                                  const float* v, const float* u, float* m) {
  std::int64_t t = 0;
  for (; t + rows <= count; t += rows)
    multiply_block<rows, N>(depth, columns, v + t * depth, u, m + t * columns);
  for (; t + 4 <= count; t += 4)
    multiply_block<4, N>(depth, columns, v + t * depth, u, m + t * columns);
  for (; t < count; ++t) multiply_block<1, N>(depth, columns, v + t * depth, u, m + t * columns);
}

void winograd_multiply(std::int64_t count, std::int64_t depth, std::int64_t columns, const float* v,
                       const float* u, float* m) {
  const std::int64_t v_stride = winograd_stride(count, depth);
  const std::int64_t m_stride = winograd_stride(count, columns);
  for (int position = 0; position < 16; ++position) {
    std::int64_t f = 0;
    for (; f + 2 * lanes <= columns; f += 2 * lanes)
      multiply_panel<2>(count, depth, columns, v, u + f, m + f);
    for (; f < columns; f += lanes) multiply_panel<1>(count, depth, columns, v, u + f, m + f);
    v += v_stride;
    u += depth * columns;
    m += m_stride;
  }
}

/// s[R][columns] += v[count][R]^T z[count][columns], for N vectors of columns.
template <int R, int N>
CANOPY_INLINE void accumulate_block(std::int64_t count, std::int64_t depth, std::int64_t columns,
                                    const float* v, const float* z, float* s) {
  Vec sum[R][N];
#pragma GCC unroll 16
  for (int r = 0; r < R; ++r)
#pragma GCC unroll 2
    for (int k = 0; k < N; ++k) sum[r][k] = load(s + r * columns + k * lanes);
  for (std::int64_t t = 0; t < count; ++t, v += depth, z += columns) {
    Vec w[N];
#pragma GCC unroll 2
    for (int k = 0; k < N; ++k) w[k] = load(z + k * lanes);
#pragma GCC unroll 16
    for (int r = 0; r < R; ++r)
#pragma GCC unroll 2
      for (int k = 0; k < N; ++k) sum[r][k] += w[k] * v[r];
  }
#pragma GCC unroll 16
  for (int r = 0; r < R; ++r)
#pragma GCC unroll 2
    for (int k = 0; k < N; ++k) store(s + r * columns + k * lanes, sum[r][k]);
}

void winograd_accumulate(std::int64_t count, std::int64_t depth, std::int64_t columns,
                         const float* v, const float* z, float* s) {
  constexpr int wide = lanes == 16 ? 8 : 4, tall = lanes == 16 ? 16 : 8;
  const std::int64_t v_stride = winograd_stride(count, depth);
  const std::int64_t z_stride = winograd_stride(count, columns);
  for (int position = 0; position < 16; ++position) {
    std::int64_t f = 0;
    for (; f + 2 * lanes <= columns; f += 2 * lanes)
      for (std::int64_t c = 0; c < depth; c += wide)
        accumulate_block<wide, 2>(count, depth, columns, v + c, z + f, s + c * columns + f);
    for (; f < columns; f += lanes)
      for (std::int64_t c = 0; c < depth; c += tall)
        accumulate_block<tall, 1>(count, depth, columns, v + c, z + f, s + c * columns + f);
    v += v_stride;
    z += z_stride;
    s += depth * columns;
  }
}

void winograd_output(const WinogradOutput& a, std::int64_t first, std::int64_t count,
                     const float* m) {
  const std::int64_t stride = winograd_stride(count, a.channels);
  std::int64_t th = first / a.tiles_wide, tw = first % a.tiles_wide;
  for (std::int64_t t = 0; t < count; ++t, m += a.channels) {
    const bool right = 2 * tw + 1 < a.width, below = 2 * th + 1 < a.height;
    float* top = a.pixels + (2 * th * a.width + 2 * tw) * a.channels;
    float* low = top + a.width * a.channels;
    for (std::int64_t c = 0; c < a.channels; c += lanes) {
      // A^T along rows as the values are loaded, then along columns.
      Vec r[4][2];
      const float* from = m + c;
#pragma GCC unroll 4
      for (int i = 0; i < 4; ++i) {
        Vec q[4];
#pragma GCC unroll 4
        for (int j = 0; j < 4; ++j) {
          q[j] = load(from);
          step(from, stride);
        }
        r[i][0] = q[0] + q[1] + q[2];
        r[i][1] = q[1] - q[2] - q[3];
      }
      const Vec bias = a.bias ? load(a.bias + c) : Vec{};
      Vec out[2][2];
#pragma GCC unroll 2
      for (int j = 0; j < 2; ++j) {
        out[0][j] = r[0][j] + r[1][j] + r[2][j] + bias;
        out[1][j] = r[1][j] - r[2][j] - r[3][j] + bias;
        if (a.relu)  // written so that NaN is kept
          for (int i = 0; i < 2; ++i) out[i][j] = out[i][j] < Vec{} ? Vec{} : out[i][j];
      }
      store(top + c, out[0][0]);
      if (right) store(top + a.channels + c, out[0][1]);
      if (below) store(low + c, out[1][0]);
      if (right && below) store(low + a.channels + c, out[1][1]);
    }
    if (++tw == a.tiles_wide) tw = 0, ++th;
  }
}

}  // namespace

void fill_winograd(Table& t) {
  t.winograd_input = winograd_input;
  t.winograd_gradient = winograd_gradient;
  t.winograd_multiply = winograd_multiply;
  t.winograd_accumulate = winograd_accumulate;
  t.winograd_output = winograd_output;
}

}  // namespace canopy::cpu::simd::CANOPY_ISA
