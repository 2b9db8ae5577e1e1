// A stand-alone activation, for layers that cannot fuse theirs.
#pragma once

#include "ops/backend.h"
#include "ops/check.h"
#include "ops/tensor.h"

namespace canopy {

struct ActivationParams {
  static constexpr const char* op = "activation";
  std::int64_t size = 1;  // values per item
  Activation activation = Activation::relu;
  int max_items = 1;
};

class ActivationOp {
 public:
  virtual ~ActivationOp() = default;
  virtual void forward(Stream&, int n, const float* x, float* y) = 0;  // y may be x
  /// dx = dy * activation'(x), computed from y = activation(x); dx may be dy.
  virtual void backward(Stream&, int n, const float* y, const float* dy, float* dx) = 0;
};

/// Throws std::invalid_argument for parameters that every backend refuses.
void check_activation(const ActivationParams& params);

}  // namespace canopy
