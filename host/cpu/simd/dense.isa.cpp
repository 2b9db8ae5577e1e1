// The fully connected layer's passes over its weights, and the optimizers' step.
#include "cpu/simd/table.h"
#include "cpu/simd/vector.h"
#include "ops/math/optimizer.h"

namespace canopy::cpu::simd::CANOPY_ISA {
namespace {

#define CANOPY_INLINE inline __attribute__((always_inline))

// The tile of sums that stays in registers: 16 of AVX-512's 32, 8 of the others' 16.
constexpr int tile_units = lanes == 16 ? 4 : 2;
constexpr int tile_items = 4;
// Columns walked at once, so that a tile's rows of w and x stay in the first-level cache.
constexpr std::int64_t block = 1024;

/// A vector whose first `count` values come from p, the others 0.
CANOPY_INLINE Vec load_some(const float* p, std::int64_t count) {
  Vec v = {};
  for (std::int64_t i = 0; i < count; ++i) v[i] = p[i];
  return v;
}

/// Adds to sums [B items, 16 floats each, `stride` apart between units] the products of columns
/// begin..end of U rows and B items.
template <int U, int B>
CANOPY_INLINE void forward_tile(const DenseForward& a, std::int64_t unit, std::int64_t item,
                                std::int64_t begin, std::int64_t end) {
  const float* w = a.w + unit * a.inputs;
  const float* x = a.x + item * a.inputs;
  float* kept = a.scratch + (unit * a.n + item) * lanes;
  Vec sums[U][B];
  for (int u = 0; u < U; ++u)
    for (int b = 0; b < B; ++b) sums[u][b] = load(kept + (u * a.n + b) * lanes);
  std::int64_t k = begin;
  for (; k + lanes <= end; k += lanes) {
    Vec row[U];
    for (int u = 0; u < U; ++u) row[u] = load(w + u * a.inputs + k);
    for (int b = 0; b < B; ++b) {
      const Vec value = load(x + b * a.inputs + k);
      for (int u = 0; u < U; ++u) sums[u][b] += row[u] * value;
    }
  }
  if (k < end)
    for (int u = 0; u < U; ++u) {
      const Vec row = load_some(w + u * a.inputs + k, end - k);
      for (int b = 0; b < B; ++b) sums[u][b] += row * load_some(x + b * a.inputs + k, end - k);
    }
  for (int u = 0; u < U; ++u)
    for (int b = 0; b < B; ++b) store(kept + (u * a.n + b) * lanes, sums[u][b]);
}

template <int U>
CANOPY_INLINE void forward_rows(const DenseForward& a, std::int64_t unit, std::int64_t begin,
                                std::int64_t end) {
  std::int64_t item = 0;
  for (; item + tile_items <= a.n; item += tile_items)
    forward_tile<U, tile_items>(a, unit, item, begin, end);
  for (; item < a.n; ++item) forward_tile<U, 1>(a, unit, item, begin, end);
}

void dense_forward(const DenseForward& a) {
  for (std::int64_t i = 0; i < a.n * a.units * lanes; ++i) a.scratch[i] = 0;
  for (std::int64_t begin = a.begin; begin < a.end; begin += block) {
    const std::int64_t end = begin + block < a.end ? begin + block : a.end;
    std::int64_t unit = 0;
    for (; unit + tile_units <= a.units; unit += tile_units)
      forward_rows<tile_units>(a, unit, begin, end);
    for (; unit < a.units; ++unit) forward_rows<1>(a, unit, begin, end);
  }
  for (std::int64_t unit = 0; unit < a.units; ++unit)
    for (std::int64_t item = 0; item < a.n; ++item)
      a.sums[item * a.sums_stride + unit] = sum(load(a.scratch + (unit * a.n + item) * lanes));
}

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

/// One column (or vector of columns) k of U units: their gradient, and their share of dx.
template <class V, int U, bool Dx>
CANOPY_INLINE void backward_column(const DenseBackward& a, std::int64_t unit, std::int64_t k,
                                   float* gradient, std::int64_t gradient_stride) {
  V row[U], sums[U];
  for (int u = 0; u < U; ++u) {
    sums[u] = V{};
    if (Dx) row[u] = get<V>(a.w + (unit + u) * a.inputs + k);
  }
  const float* dy = a.dy + unit;
  const float* x = a.x + k;
  float* dx = a.dx + k;
  for (std::int64_t item = 0; item < a.n; ++item, dy += a.units, x += a.inputs) {
    const V value = get<V>(x);
    for (int u = 0; u < U; ++u) sums[u] += dy[u] * value;
    if (Dx) {
      V slope = unit == 0 ? V{} : get<V>(dx);
      for (int u = 0; u < U; ++u) slope += dy[u] * row[u];
      put(dx, slope);
      dx += a.inputs;
    }
  }
  for (int u = 0; u < U; ++u) put(gradient + u * gradient_stride, sums[u]);
}

void update(const Update& rule, std::int64_t count, const float* gradient, float* __restrict value,
            float* __restrict m, float* __restrict v) {
  const OptimizerParams& p = rule.params;
  const StepScalars s = rule.step;
  if (p.kind == OptimizerKind::sgd) {
    for (std::int64_t i = 0; i < count; ++i)
      math::sgd_update(value[i], m[i], gradient[i], p.momentum, p.nesterov, s.learning_rate,
                       p.weight_decay);
    return;
  }
  const float decay = p.kind == OptimizerKind::adamw ? s.learning_rate * p.weight_decay : 0.0f;
  const float beta1 = p.beta1, beta2 = p.beta2;
  for (std::int64_t i = 0; i < count; ++i)
    math::adam_update(value[i], m[i], v[i], gradient[i], beta1, beta2, s.scale, s.epsilon, decay);
}

template <int U, bool Dx>
CANOPY_INLINE void backward_rows(const DenseBackward& a, std::int64_t unit) {
  alignas(64) float kept[U * dense_backward_columns];
  const std::int64_t columns = a.end - a.begin;
  float* gradient = a.update ? kept : a.dw + unit * a.inputs + a.begin;
  const std::int64_t stride = a.update ? dense_backward_columns : a.inputs;
  std::int64_t k = 0;
  for (; k + lanes <= columns; k += lanes)
    backward_column<Vec, U, Dx>(a, unit, a.begin + k, gradient + k, stride);
  for (; k < columns; ++k)
    backward_column<float, U, Dx>(a, unit, a.begin + k, gradient + k, stride);
  if (!a.update) return;
  for (int u = 0; u < U; ++u) {
    const std::int64_t at = (unit + u) * a.inputs + a.begin;
    update(*a.update, columns, kept + u * dense_backward_columns, a.value + at, a.m + at,
           a.v ? a.v + at : nullptr);
  }
}

template <bool Dx>
CANOPY_INLINE void backward_units(const DenseBackward& a) {
  std::int64_t unit = 0;
  for (; unit + 4 <= a.units; unit += 4) backward_rows<4, Dx>(a, unit);
  for (; unit < a.units; ++unit) backward_rows<1, Dx>(a, unit);
}

void dense_backward(const DenseBackward& a) {
  if (a.dx)
    backward_units<true>(a);
  else
    backward_units<false>(a);
}

}  // namespace

void fill_dense(Table& t) {
  t.dense_forward = dense_forward;
  t.dense_backward = dense_backward;
  t.update = update;
}

}  // namespace canopy::cpu::simd::CANOPY_ISA
