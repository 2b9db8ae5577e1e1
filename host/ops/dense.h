// Fully connected layer: y = activation(x W^T + b).
#pragma once

#include "ops/backend.h"
#include "ops/check.h"
#include "ops/optimizer.h"
#include "ops/tensor.h"

namespace canopy {

struct DenseParams {
  static constexpr const char* op = "dense";
  std::int64_t inputs = 1;
  std::int64_t units = 1;
  bool bias = true;
  Activation activation = Activation::linear;
  bool input_gradient = true;
  int max_items = 1;
  bool deferred_update = false;  // backward_norm and update will be called; takes memory for them
};

/// backward_norm's work grows with the square of the items: for more than this many a weight
/// gradient that is stored costs less.
inline constexpr int dense_norm_items = 256;

struct DenseGradients {
  const float* x;  // [n, inputs]
  const float* w;  // [units, inputs]
  const float* y;  // [n, units], what forward wrote
  float* dy;       // [n, units], gradient of y; overwritten
  float* dw;       // [units, inputs], overwritten; not used by backward_update
  float* db;       // [units], overwritten; null without a bias
  float* dx;       // [n, inputs], overwritten; null without input_gradient
};

class Dense {
 public:
  virtual ~Dense() = default;
  virtual void forward(Stream&, int n, const float* x, const float* w, const float* b,
                       float* y) = 0;
  virtual void backward(Stream&, int n, const DenseGradients& g) = 0;
  /// Plans for n items ahead of their first run.
  virtual void prepare(int /*n*/) {}
  /// backward and the optimizer's update of W in one pass: dx from the old weights, and the weight
  /// gradient only in registers (g.dw is ignored; g.w must be weights.value). Adam reads and writes
  /// w, m and v once each: 24 bytes a weight. The bias's gradient is written, not applied.
  virtual void backward_update(Stream&, int n, const DenseGradients& g,
                               const OptimizerParams& optimizer, const StepScalars* step,
                               const ParameterState& weights) = 0;

  // Where the update has to wait for the norm of all gradients, the one pass becomes two. Only with
  // deferred_update and max_items <= dense_norm_items.

  /// backward, but instead of dw, which is not used, its squared norm goes to *square (device
  /// memory), summed in double.
  virtual void backward_norm(Stream&, int n, const DenseGradients& g, double* square) = 0;
  /// The update that belongs to the last backward_norm, with the weights' gradient times *scale
  /// (device memory). x as it was.
  virtual void update(Stream&, int n, const float* x, const OptimizerParams& optimizer,
                      const StepScalars* step, const ParameterState& weights,
                      const float* scale) = 0;
};

/// Throws std::invalid_argument for parameters that every backend refuses.
void check_dense(const DenseParams& params);
/// check_items for backward_norm and update, which are also refused without deferred_update.
void check_deferred_run(const DenseParams& params, int n);

}  // namespace canopy
