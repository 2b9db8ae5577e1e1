// The fully connected layer's passes over its weights, and the optimizers' step. Both passes work
// in blocks of columns: the block of x (and of dx) is packed so that it stays in the caches at any
// distance between rows, and the rows of weights stream past it. They are prefetched explicitly,
// because they are megabytes apart.
#include "cpu/simd/table.h"
#include "cpu/simd/update.h"
#include "cpu/simd/vector.h"

namespace canopy::cpu::simd::CANOPY_ISA {
namespace {

#define CANOPY_INLINE inline __attribute__((always_inline))

constexpr int tile_items = 4;
// Sums in registers: 16 of AVX-512's 32, 8 of the others' 16.
constexpr int forward_units = lanes == 16 ? 4 : 2;

/// `count` values from p, then zeros; usually a whole vector.
CANOPY_INLINE Vec load_some(const float* p, std::int64_t count) {
  if (count == lanes) return load(p);
  Vec v = {};
  for (std::int64_t i = 0; i < count; ++i) v[i] = p[i];
  return v;
}
CANOPY_INLINE void store_some(float* p, Vec v, std::int64_t count) {
  if (count == lanes) return store(p, v);
  for (std::int64_t i = 0; i < count; ++i) p[i] = v[i];
}

/// Packs `columns` columns of `items` items as [vector of columns][item]; a last partial vector is
/// filled up with zeros.
CANOPY_INLINE void pack(const float* x, std::int64_t inputs, std::int64_t items,
                        std::int64_t columns, float* packed) {
  for (std::int64_t item = 0; item < items; ++item) {
    const float* from = x + item * inputs;
    float* to = packed + item * lanes;
    std::int64_t k = 0;
    for (; k + lanes <= columns; k += lanes, to += items * lanes) store(to, load(from + k));
    if (k < columns) store(to, load_some(from + k, columns - k));
  }
}

/// Adds to `kept` the products of a block of columns of U rows and B items, from the packed items.
/// `ahead` is a row to prefetch.
template <int U, int B>
CANOPY_INLINE void forward_tile(const float* w, std::int64_t inputs, std::int64_t columns,
                                const float* packed, const float* ahead, float* kept,
                                std::int64_t kept_stride) {
  Vec sums[U][B] = {};
  const auto step = [&](std::int64_t k, std::int64_t count) __attribute__((always_inline)) {
    Vec row[U];
    for (int u = 0; u < U; ++u) row[u] = load_some(w + u * inputs + k, count);
    for (int b = 0; b < B; ++b) {
      const Vec value = load(packed + k * B + b * lanes);
      for (int u = 0; u < U; ++u) sums[u][b] += row[u] * value;
    }
    __builtin_prefetch(ahead + k, 0, 2);
  };
  std::int64_t k = 0;
  for (; k + lanes <= columns; k += lanes) step(k, lanes);
  if (k < columns) step(k, columns - k);
  for (int u = 0; u < U; ++u)
    for (int b = 0; b < B; ++b) {
      float* at = kept + u * kept_stride + b * lanes;
      store(at, load(at) + sums[u][b]);
    }
}

template <int U>
CANOPY_INLINE void forward_rows(const DenseForward& a, std::int64_t unit, std::int64_t begin,
                                std::int64_t columns, std::int64_t padded, const float* next) {
  const std::int64_t inputs = a.inputs, n = a.n;
  const float* w = a.w + unit * inputs + begin;
  float* kept = a.kept + unit * n * lanes;
  std::int64_t item = 0;
  for (; item + tile_items <= n; item += tile_items) {
    const std::int64_t tile = item / tile_items;
    forward_tile<U, tile_items>(w, inputs, columns, a.packed + item * padded,
                                next + (tile < U ? tile : 0) * inputs, kept + item * lanes,
                                n * lanes);
  }
  for (; item < n; ++item)
    forward_tile<U, 1>(w, inputs, columns, a.packed + item * padded, next, kept + item * lanes,
                       n * lanes);
}

void dense_forward(const DenseForward& a) {
  for (std::int64_t i = 0; i < a.n * a.units * lanes; ++i) a.kept[i] = 0;
  for (std::int64_t begin = a.begin; begin < a.end; begin += a.columns) {
    const std::int64_t columns = begin + a.columns < a.end ? a.columns : a.end - begin;
    const std::int64_t padded = (columns + lanes - 1) / lanes * lanes;
    std::int64_t item = 0;
    for (; item + tile_items <= a.n; item += tile_items)
      pack(a.x + item * a.inputs + begin, a.inputs, tile_items, columns, a.packed + item * padded);
    for (; item < a.n; ++item)
      pack(a.x + item * a.inputs + begin, a.inputs, 1, columns, a.packed + item * padded);
    std::int64_t unit = 0;
    for (; unit + forward_units <= a.units; unit += forward_units) {
      const bool last = unit + 2 * forward_units > a.units;
      forward_rows<forward_units>(
          a, unit, begin, columns, padded,
          last ? a.w + begin + a.columns : a.w + (unit + forward_units) * a.inputs + begin);
    }
    for (; unit < a.units; ++unit)
      forward_rows<1>(a, unit, begin, columns, padded, a.w + begin + a.columns);
  }
  for (std::int64_t unit = 0; unit < a.units; ++unit)
    for (std::int64_t item = 0; item < a.n; ++item)
      a.sums[item * a.sums_stride + unit] = sum(load(a.kept + (unit * a.n + item) * lanes));
}

/// One vector of columns of U units and all items: adds the units' gradient to sums and the units'
/// contribution to dx, both from the packed x. dy is [n, units], from the first of the units on.
template <int U, bool Dx>
CANOPY_INLINE void backward_column(std::int64_t n, std::int64_t units, const float* x,
                                   const float* dy, const Vec* row, float* dx, Vec* sums) {
  const auto one = [&](std::int64_t item) __attribute__((always_inline)) {
    const Vec here = load(x + item * lanes);
    Vec share = {};
    if (Dx) share = load(dx + item * lanes);
    for (int u = 0; u < U; ++u) {
      const Vec slope = splat(dy[item * units + u]);
      sums[u] += slope * here;
      if (Dx) share += slope * row[u];
    }
    if (Dx) store(dx + item * lanes, share);
  };
  std::int64_t left = n;
  for (; left >= tile_items; left -= tile_items) {
    for (int b = 0; b < tile_items; ++b) one(b);
    x += tile_items * lanes;
    dx += tile_items * lanes;
    dy += tile_items * units;
  }
  for (std::int64_t item = 0; item < left; ++item) one(item);
}

/// A block of columns of U units: their gradient, written to rows `stride` apart, and their
/// contribution to dx. `ahead` are the blocks to prefetch, or null. They are prefetched here,
/// during the multiplications, because the update that follows already keeps the memory busy.
template <int U, bool Dx, int R>
CANOPY_INLINE void backward_rows(const DenseBackward& a, std::int64_t unit, std::int64_t begin,
                                 std::int64_t columns, float* gradient, std::int64_t stride,
                                 const float* const (&ahead)[R]) {
  const std::int64_t n = a.n, units = a.units, inputs = a.inputs;
  const float* w = a.w + unit * inputs + begin;
  const float* dy = a.dy + unit;
  const float* x = a.packed;
  float* dx = a.packed + n * a.columns;
  const auto step = [&](std::int64_t k, std::int64_t count) __attribute__((always_inline)) {
    Vec row[U], sums[U] = {};
    if (Dx)
      for (int u = 0; u < U; ++u) row[u] = load_some(w + u * inputs + k, count);
    backward_column<U, Dx>(n, units, x + k * n, dy, row, dx + k * n, sums);
    for (int u = 0; u < U; ++u) {
      store_some(gradient + u * stride + k, sums[u], count);
      const std::int64_t at = u * inputs + k;
      for (const float* rows : ahead)
        if (rows) __builtin_prefetch(rows + at, 1, 2);
    }
  };
  std::int64_t k = 0;
  for (; k + lanes <= columns; k += lanes) step(k, lanes);
  if (k < columns) step(k, columns - k);
}

inline double sum_of_squares(const float* x, std::int64_t count) {
  constexpr int parallel_sums = 8;  // independent, which hides the latency of the addition
  double sums[parallel_sums] = {};
  for (std::int64_t k = 0; k < count; ++k) {
    const auto value = static_cast<double>(x[k]);
    sums[k % parallel_sums] += value * value;
  }
  double total = 0;
  for (double one : sums) total += one;
  return total;
}

/// A block of columns of U units. `next` is the distance from here to the next block to prefetch.
template <int U, bool Dx, class Rule>
CANOPY_INLINE void backward_units(const DenseBackward& a, const Rule& rule, std::int64_t unit,
                                  std::int64_t begin, std::int64_t columns, std::int64_t next) {
  const std::int64_t first = unit * a.inputs + begin;
  if constexpr (__is_same(Rule, NoUpdate)) {
    const float* const ahead[] = {Dx ? a.w + first + next : nullptr};
    float* gradient = a.dw ? a.dw + first : a.packed + 2 * a.n * a.columns;
    const std::int64_t stride = a.dw ? a.inputs : a.columns;
    backward_rows<U, Dx>(a, unit, begin, columns, gradient, stride, ahead);
    if (a.square)
      for (int u = 0; u < U; ++u) *a.square += sum_of_squares(gradient + u * stride, columns);
  } else {
    float* gradient = a.packed + 2 * a.n * a.columns;
    const float* const ahead[] = {a.value + first + next, a.m + first + next,
                                  Rule::second_moment ? a.v + first + next : nullptr};
    backward_rows<U, Dx>(a, unit, begin, columns, gradient, a.columns, ahead);
    for (int u = 0; u < U; ++u) {
      const std::int64_t at = first + u * a.inputs;
      rule(columns, gradient + u * a.columns, a.value + at, a.m + at,
           Rule::second_moment ? a.v + at : nullptr);
    }
  }
}

template <bool Dx, class Rule>
void backward_blocks(const DenseBackward& a, const Rule& rule) {
  const std::int64_t n = a.n, inputs = a.inputs;
  float* dx = a.packed + n * a.columns;
  if (a.square) *a.square = 0;
  for (std::int64_t begin = a.begin; begin < a.end; begin += a.columns) {
    const std::int64_t columns = begin + a.columns < a.end ? a.columns : a.end - begin;
    pack(a.x + begin, inputs, n, columns, a.packed);
    if (Dx)
      for (std::int64_t i = 0; i < n * a.columns; ++i) dx[i] = 0;
    std::int64_t unit = 0;
    for (; unit + dense_backward_units <= a.units; unit += dense_backward_units) {
      const bool last = unit + 2 * dense_backward_units > a.units;
      backward_units<dense_backward_units, Dx>(
          a, rule, unit, begin, columns,
          last ? a.columns - unit * inputs : dense_backward_units * inputs);
    }
    for (; unit < a.units; ++unit)
      backward_units<1, Dx>(a, rule, unit, begin, columns, a.columns - unit * inputs);
    if (!Dx) continue;
    for (std::int64_t item = 0; item < n; ++item)
      for (std::int64_t k = 0; k < columns; k += lanes)
        store_some(a.dx + item * inputs + begin + k, load(dx + k * n + item * lanes),
                   columns - k < lanes ? columns - k : lanes);
  }
}

template <class Rule>
void backward_with(const DenseBackward& a, const Rule& rule) {
  if (a.dx)
    backward_blocks<true>(a, rule);
  else
    backward_blocks<false>(a, rule);
}

void dense_backward(const DenseBackward& a) {
  if (!a.update)
    backward_with(a, NoUpdate{});
  else if (a.update->params.kind == OptimizerKind::sgd)
    backward_with(a, SgdRule(*a.update));
  else
    backward_with(a, AdamRule(*a.update));
}

void update(const Update& step, std::int64_t count, const float* gradient, float* value, float* m,
            float* v) {
  const SgdRule sgd{step};
  const AdamRule adam{step};
  if (step.params.kind == OptimizerKind::sgd)
    sgd(count, gradient, value, m, v);
  else
    adam(count, gradient, value, m, v);
}

}  // namespace

void fill_dense(Table& t) {
  t.dense_forward = dense_forward;
  t.dense_backward = dense_backward;
  t.update = update;
}

}  // namespace canopy::cpu::simd::CANOPY_ISA
