// Global average pooling: the mean over height and width, per channel.
#pragma once

#include "ops/backend.h"
#include "ops/tensor.h"

namespace canopy {

struct GlobalPoolParams {
  Image input;
  int max_items = 1;
};

class GlobalPool {
 public:
  virtual ~GlobalPool() = default;
  virtual void forward(Stream&, int n, const float* x, float* y) = 0;  // [n, input] -> [n, channels]
  virtual void backward(Stream&, int n, const float* dy, float* dx) = 0;
};

}  // namespace canopy
