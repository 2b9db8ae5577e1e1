// What the kernels of dense.isa.cpp take. Rows of w, m, v and dw are `inputs` floats apart, rows of
// x and dx too; strides are 64-bit because a reference network has 770 million weights.
#pragma once

#include <cstdint>

#include "ops/optimizer.h"

namespace canopy::cpu::simd {

/// A rule with the scalars of one step.
struct Update {
  OptimizerParams params;
  StepScalars step;
};

/// sums[item, unit] = sum over begin <= k < end of x[item, k] * w[unit, k], for all items and
/// `units` rows of w. A sum's bits depend on its own row and item only, not on how many there are.
struct DenseForward {
  std::int64_t inputs, begin, end;
  std::int64_t n, units;
  const float* x;  // [n, inputs]
  const float* w;  // [units, inputs], the first row wanted
  float* sums;     // [n, sums_stride]
  std::int64_t sums_stride;
  float* scratch;  // dense_forward_scratch(n, units) floats, 64-byte aligned
};

/// Columns begin <= k < end of all units: dx[:, k] from w, and either dw[:, k] or, when `update` is
/// set, a step of w, m and v with a gradient that is never stored.
struct DenseBackward {
  std::int64_t inputs, begin, end;
  std::int64_t n, units;
  const float* x;   // [n, inputs]
  const float* dy;  // [n, units], of the sums before the activation
  const float* w;   // [units, inputs]
  float* dx;        // [n, inputs]; null: not wanted
  float* dw;        // [units, inputs]; not used with `update`
  const Update* update;
  float *value, *m, *v;  // [units, inputs]; with `update` only, value is w
};

constexpr std::int64_t dense_forward_scratch(std::int64_t n, std::int64_t units) {
  return 16 * n * units;  // one vector a sum, of the widest kind
}
/// The most columns that a call of dense_backward with `update` may get.
constexpr std::int64_t dense_backward_columns = 512;

}  // namespace canopy::cpu::simd
