// What the kernels of dense.isa.cpp take. Rows of w, m, v and dw are `inputs` floats apart, rows of
// x and dx too; sizes are 64-bit because a reference network has 770 million weights.
#pragma once

#include <cstdint>

#include "ops/optimizer.h"

namespace canopy::cpu::simd {

/// A rule with the scalars of one step.
struct Update {
  OptimizerParams params;
  StepScalars step;
};

constexpr std::int64_t most_lanes = 16;  // of the widest instruction set
constexpr int dense_backward_units = 4;  // that backward treats at once

/// sums[item, unit] = sum over begin <= k < end of x[item, k] * w[unit, k], for all items and
/// `units` rows of w, walked in blocks of `columns`. A sum's bits depend on its own row and item
/// only, not on how many there are.
struct DenseForward {
  std::int64_t inputs, begin, end;
  std::int64_t columns;  // a multiple of most_lanes
  std::int64_t n, units;
  const float* x;  // [n, inputs]
  const float* w;  // [units, inputs], the first row wanted
  float* sums;     // [n, sums_stride]
  std::int64_t sums_stride;
  float* packed;  // scratch: n * columns floats, 64-byte aligned
  float* kept;    // scratch: n * units * most_lanes floats, 64-byte aligned
};

/// Columns begin <= k < end of all units, walked in blocks of `columns`: dx[:, k] from w, and one
/// of three things with the weights' gradient: dw[:, k], or with `square` the sum of its squares
/// alone, or with `update` a step of w, m and v.
struct DenseBackward {
  std::int64_t inputs, begin, end;
  std::int64_t columns;  // a multiple of most_lanes
  std::int64_t n, units;
  const float* x;   // [n, inputs]
  const float* dy;  // [n, units], of the sums before the activation
  const float* w;   // [units, inputs]
  float* dx;        // [n, inputs]; null: not wanted
  float* dw;        // [units, inputs]; null with `square`, not used with `update`
  double* square;   // overwritten; null: not wanted
  const Update* update;
  float *value, *m, *v;  // [units, inputs]; with `update` only, value is w
  float* packed;         // scratch: (2 * n + dense_backward_units) * columns, 64-byte aligned
};

}  // namespace canopy::cpu::simd
