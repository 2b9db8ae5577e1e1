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
  // Whether backward_norm and update will be called. They need extra memory, and max_items is then
  // limited to dense_norm_items.
  bool deferred_update = false;
};

/// Maximum number of items of a layer with a deferred update. The work of backward_norm grows with
/// its square; for larger batches, storing the weight gradient costs less.
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
  /// Plans for batches of n items before the first one is run.
  virtual void prepare(int /*n*/) {}
  /// backward and the optimizer's update of W in one pass: dx is computed from the old weights, and
  /// the weight gradient exists only in registers (g.dw is ignored; g.w must be weights.value).
  /// Adam reads and writes w, m and v once each: 24 bytes per weight. The bias gradient is written
  /// but not applied.
  virtual void backward_update(Stream&, int n, const DenseGradients& g,
                               const OptimizerParams& optimizer, const StepScalars* step,
                               const ParameterState& weights) = 0;

  // If the update has to wait for the norm of all gradients, the single pass is split into these
  // two. They need deferred_update.

  /// Like backward, but writes dw's squared norm to *square (device memory, summed in double)
  /// instead of dw, which is ignored.
  virtual void backward_norm(Stream&, int n, const DenseGradients& g, double* square) = 0;
  /// The update for the last backward_norm, with the weight gradient times *scale (device memory).
  /// n and x must be the same as in that call.
  virtual void update(Stream&, int n, const float* x, const OptimizerParams& optimizer,
                      const StepScalars* step, const ParameterState& weights,
                      const float* scale) = 0;
};

/// Throws std::invalid_argument for parameters that every backend refuses.
void check_dense(const DenseParams& params);
/// check_items for backward_norm and update, which are also refused without deferred_update.
void check_deferred_run(const DenseParams& params, int n);

}  // namespace canopy
