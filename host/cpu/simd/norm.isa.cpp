// Batch normalisation with optional ReLU and max pooling (window = stride): the passes over the
// images. A window of 1 x 1 is plain batch normalisation. All passes work on vectors of channels,
// and on single channels at the end if the rest does not fill a vector.
#include "cpu/simd/table.h"
#include "cpu/simd/vector.h"

namespace canopy::cpu::simd::CANOPY_ISA {
namespace {

#define CANOPY_INLINE inline __attribute__((always_inline))

template <class V>
CANOPY_INLINE V get(const float* p);
template <>
CANOPY_INLINE float get<float>(const float* p) {
  return *p;
}
template <>
CANOPY_INLINE Vec get<Vec>(const float* p) {
  return load(p);
}
CANOPY_INLINE void put(float* p, float v) {
  *p = v;
}
CANOPY_INLINE void put(float* p, Vec v) {
  store(p, v);
}
CANOPY_INLINE void add(double* to, float v) {
  *to += static_cast<double>(v);
}
CANOPY_INLINE void add(double* to, Vec v) {
  for (int i = 0; i < lanes; ++i) to[i] += static_cast<double>(v[i]);
}

/// Calls body(channel, V{}) for vectors of channels, then for the remaining single channels.
template <class Body>
CANOPY_INLINE void each_channel(std::int64_t channels, const Body& body) {
  std::int64_t c = 0;
  for (; c + lanes <= channels; c += lanes) body(c, Vec{});
  for (; c < channels; ++c) body(c, 0.0f);
}

void moments(std::int64_t rows, std::int64_t channels, const float* x, float* mean,
             float* squares) {
  each_channel(channels, [&](std::int64_t c, auto zero) {
    using V = decltype(zero);
    // Four independent sums hide the latency of the addition.
    V s[4] = {zero, zero, zero, zero};
    const float* p = x + c;
    std::int64_t r = 0;
    for (; r + 4 <= rows; r += 4, p += 4 * channels)
      for (int k = 0; k < 4; ++k) s[k] += get<V>(p + k * channels);
    for (; r < rows; ++r, p += channels) s[0] += get<V>(p);
    const V m = ((s[0] + s[1]) + (s[2] + s[3])) / static_cast<float>(rows);
    V q[4] = {zero, zero, zero, zero};
    p = x + c;
    r = 0;
    for (; r + 4 <= rows; r += 4, p += 4 * channels)
      for (int k = 0; k < 4; ++k) {
        const V d = get<V>(p + k * channels) - m;
        q[k] += d * d;
      }
    for (; r < rows; ++r, p += channels) {
      const V d = get<V>(p) - m;
      q[0] += d * d;
    }
    put(mean + c, m);
    put(squares + c, (q[0] + q[1]) + (q[2] + q[3]));
  });
}

/// The window's largest normalised value. Written so that a channel of NaNs stays NaN.
template <class V, int H, int W>
CANOPY_INLINE V largest(const NormRow& a, const float* p, V mean, V scale, V beta, V* z) {
  const int h = H ? H : a.height, w = W ? W : a.width;
  V best = (get<V>(p) - mean) * scale + beta;
  if (H) z[0] = best;
  for (int i = 0; i < h; ++i)
    for (int j = 0; j < w; ++j) {
      if (i == 0 && j == 0) continue;
      const V v = (get<V>(p + i * a.row + j * a.channels) - mean) * scale + beta;
      if (H) z[i * W + j] = v;
      best = best > v ? best : v;
    }
  return best;
}

template <int H, int W>
CANOPY_INLINE void forward_row(const NormRow& a, const float* x, float* y) {
  const int w = W ? W : a.width;
  each_channel(a.channels, [&](std::int64_t c, auto zero) {
    using V = decltype(zero);
    const V mean = get<V>(a.mean + c), scale = get<V>(a.scale + c), beta = get<V>(a.beta + c);
    const float* p = x + c;
    float* q = y + c;
    V z[H ? H * W : 1];
    for (std::int64_t o = 0; o < a.outputs; ++o, p += w * a.channels, q += a.channels) {
      const V best = largest<V, H, W>(a, p, mean, scale, beta, z);
      put(q, a.relu ? (best < zero ? zero : best) : best);
    }
  });
}

/// Adds up dz and dz * (x - mean), where dz is dy at the window's first maximum and 0 elsewhere.
template <int H, int W>
CANOPY_INLINE void reduce_row(const NormRow& a, const float* x, const float* dy, double* sum,
                              double* product) {
  const int h = H ? H : a.height, w = W ? W : a.width;
  each_channel(a.channels, [&](std::int64_t c, auto zero) {
    using V = decltype(zero);
    const V mean = get<V>(a.mean + c), scale = get<V>(a.scale + c), beta = get<V>(a.beta + c);
    const float* p = x + c;
    const float* g = dy + c;
    V s = zero, t = zero, z[H ? H * W : 1];
    for (std::int64_t o = 0; o < a.outputs; ++o, p += w * a.channels, g += a.channels) {
      const V best = largest<V, H, W>(a, p, mean, scale, beta, z);
      V dz = get<V>(g);
      if (a.relu) dz = best > zero ? dz : zero;
      s += dz;
      for (int i = 0; i < h; ++i)
        for (int j = 0; j < w; ++j) {
          const V d = get<V>(p + i * a.row + j * a.channels) - mean;
          const V v = H ? z[H ? i * W + j : 0] : d * scale + beta;
          t += v == best ? dz * d : zero;
          dz = v == best ? zero : dz;
        }
    }
    add(sum + c, s);
    add(product + c, t);
  });
}

template <int H, int W>
CANOPY_INLINE void backward_row(const NormRow& a, const float* x, const float* dy, float* dx) {
  const int h = H ? H : a.height, w = W ? W : a.width;
  each_channel(a.channels, [&](std::int64_t c, auto zero) {
    using V = decltype(zero);
    const V mean = get<V>(a.mean + c), scale = get<V>(a.scale + c), beta = get<V>(a.beta + c);
    const V slope = get<V>(a.slope + c), shift = get<V>(a.shift + c);
    const float* p = x + c;
    const float* g = dy + c;
    float* q = dx + c;
    V z[H ? H * W : 1];
    for (std::int64_t o = 0; o < a.outputs;
         ++o, p += w * a.channels, q += w * a.channels, g += a.channels) {
      const V best = largest<V, H, W>(a, p, mean, scale, beta, z);
      V dz = get<V>(g);
      if (a.relu) dz = best > zero ? dz : zero;
      for (int i = 0; i < h; ++i)
        for (int j = 0; j < w; ++j) {
          const std::int64_t at = i * a.row + j * a.channels;
          const V d = get<V>(p + at) - mean;
          const V v = H ? z[H ? i * W + j : 0] : d * scale + beta;
          put(q + at, (v == best ? dz : zero) * scale + (d * slope + shift));
          dz = v == best ? zero : dz;
        }
    }
    // Columns after the last whole window.
    for (int i = 0; i < h; ++i)
      for (std::int64_t j = a.outputs * w; j < a.row / a.channels; ++j) {
        const std::int64_t at = i * a.row + j * a.channels + c;
        put(dx + at, (get<V>(x + at) - mean) * slope + shift);
      }
  });
}

void norm_forward(const NormRow& a, const float* x, float* y) {
  if (a.height == 2 && a.width == 2) return forward_row<2, 2>(a, x, y);
  if (a.height == 1 && a.width == 1) return forward_row<1, 1>(a, x, y);
  forward_row<0, 0>(a, x, y);
}

void norm_reduce(const NormRow& a, const float* x, const float* dy, double* sum, double* product) {
  if (a.height == 2 && a.width == 2) return reduce_row<2, 2>(a, x, dy, sum, product);
  if (a.height == 1 && a.width == 1) return reduce_row<1, 1>(a, x, dy, sum, product);
  reduce_row<0, 0>(a, x, dy, sum, product);
}

void norm_backward(const NormRow& a, const float* x, const float* dy, float* dx) {
  if (a.height == 2 && a.width == 2) return backward_row<2, 2>(a, x, dy, dx);
  if (a.height == 1 && a.width == 1) return backward_row<1, 1>(a, x, dy, dx);
  backward_row<0, 0>(a, x, dy, dx);
}

}  // namespace

void fill_norm(Table& t) {
  t.moments = moments;
  t.norm_forward = norm_forward;
  t.norm_reduce = norm_reduce;
  t.norm_backward = norm_backward;
}

}  // namespace canopy::cpu::simd::CANOPY_ISA
