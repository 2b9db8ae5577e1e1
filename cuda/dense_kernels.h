// A dense layer's own passes over its weights. Each pass reads them once.
#pragma once

#include "ops/dense.h"

namespace canopy::cuda {

/// Maximum number of items of dense_forward and of dense_update with dx; Gemm is used for more.
inline constexpr int dense_items = 16;

struct DenseShape {
  int n;
  std::int64_t inputs, units;
  Precision precision;  // bf16: operands are rounded in registers; all others: plain float32
};

/// The number of parts of the sums over the inputs. It depends only on the layer's size, so that an
/// item's bits do not depend on its batch.
std::int64_t dense_forward_parts(std::int64_t inputs, std::int64_t units);
/// y = activation(x w^T + bias) of at most dense_items items; sums: [parts, n, units].
void dense_forward(Stream& stream, const DenseShape& shape, Activation activation, const float* x,
                   const float* w, const float* bias, float* sums, float* y);

/// Whether dense_update can also compute dx for a layer of this size.
bool dense_update_makes_dx(const DenseShape& shape);
/// Updates the weights by the gradient dz^T x, which is never written. If dx is not null (allowed
/// only if dense_update_makes_dx), also computes dx = dz w, from the old weights.
void dense_update(Stream& stream, const DenseShape& shape, const float* x, const float* dz,
                  float* dx, const OptimizerParams& optimizer, const StepScalars* step,
                  const ParameterState& weights);

/// Size in bytes of dense_norm's `sums`.
std::size_t dense_norm_bytes(int max_items, std::int64_t inputs, std::int64_t units);
/// *square = |dz^T x|^2.
void dense_norm(Stream& stream, const DenseShape& shape, const float* x, const float* dz,
                double* sums, double* square);

}  // namespace canopy::cuda
