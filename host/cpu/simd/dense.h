// Arguments of the kernels in dense.isa.cpp. Rows of w, m, v, dw, x and dx are `inputs` floats
// apart; sizes are 64-bit because a reference network has 770 million weights.
#pragma once

#include <cstdint>

#include "ops/optimizer.h"

namespace canopy::cpu::simd {

/// An optimizer with the scalars of one step.
struct Update {
  OptimizerParams params;
  StepScalars step;
};

constexpr std::int64_t max_lanes = 16;   // of the widest instruction set
constexpr int dense_backward_units = 4;  // processed at once in backward

/// sums[item, unit] = sum over begin <= k < end of x[item, k] * w[unit, k], for all items and
/// `units` rows of w, in blocks of `columns`. A sum's bits depend only on its own row and item, not
/// on the number of rows and items.
struct DenseForward {
  std::int64_t inputs, begin, end;
  std::int64_t columns;  // a multiple of max_lanes
  std::int64_t n, units;
  const float* x;  // [n, inputs]
  const float* w;  // [units, inputs], from the first row on
  float* sums;     // [n, sums_stride]
  std::int64_t sums_stride;
  float* packed;  // scratch: n * columns floats, 64-byte aligned
  float* kept;    // scratch: n * units * max_lanes floats, 64-byte aligned
};

/// For columns begin <= k < end of all units, in blocks of `columns`: computes dx[:, k] from w, and
/// uses the weight gradient in one of three ways: writes dw[:, k]; with `square`, writes only the
/// sum of its squares; or with `update`, updates w, m and v.
struct DenseBackward {
  std::int64_t inputs, begin, end;
  std::int64_t columns;  // a multiple of max_lanes
  std::int64_t n, units;
  const float* x;   // [n, inputs]
  const float* dy;  // [n, units], the gradient before the activation
  const float* w;   // [units, inputs]
  float* dx;        // [n, inputs]; null: not computed
  float* dw;        // [units, inputs]; null with `square`, not used with `update`
  double* square;   // overwritten; null: not computed
  const Update* update;
  float *value, *m, *v;  // [units, inputs]; only with `update`, where value is w
  float* packed;         // scratch: (2 * n + dense_backward_units) * columns, 64-byte aligned
};

}  // namespace canopy::cpu::simd
