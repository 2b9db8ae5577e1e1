// Global average pooling: the mean over height and width, per channel.
#pragma once

#include "ops/backend.h"
#include "ops/check.h"
#include "ops/tensor.h"

namespace canopy {

struct GlobalPoolParams {
  static constexpr const char* op = "global_pool";
  Image input;
  int max_items = 1;
};

class GlobalPool {
 public:
  virtual ~GlobalPool() = default;
  /// x [n, input] -> y [n, channels]
  virtual void forward(Stream&, int n, const float* x, float* y) = 0;
  virtual void backward(Stream&, int n, const float* dy, float* dx) = 0;
};

/// Throws std::invalid_argument for parameters that every backend refuses.
void check_global_pool(const GlobalPoolParams& params);

}  // namespace canopy
