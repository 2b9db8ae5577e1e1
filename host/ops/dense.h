// Fully connected layer: y = activation(x W^T + b).
#pragma once

#include "ops/backend.h"
#include "ops/optimizer.h"
#include "ops/tensor.h"

namespace canopy {

struct DenseParams {
  std::int64_t inputs = 1;
  std::int64_t units = 1;
  bool bias = true;
  Activation activation = Activation::linear;
  bool input_gradient = true;
  int max_items = 1;
};

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
  /// backward and the optimizer's update of W in one pass: dx from the old weights, and the weight
  /// gradient only in registers (g.dw is ignored; g.w must be weights.value). Adam reads and writes
  /// w, m and v once each: 24 bytes a weight. The bias's gradient is written, not applied.
  virtual void backward_update(Stream&, int n, const DenseGradients& g,
                               const OptimizerParams& optimizer, const StepScalars* step,
                               const ParameterState& weights) = 0;
};

}  // namespace canopy
