// Max and average pooling without padding: pixels that do not fill a window are ignored, as with
// TensorFlow's "valid" and PyTorch's default.
#pragma once

#include "ops/backend.h"
#include "ops/check.h"
#include "ops/tensor.h"

namespace canopy {

enum class PoolKind { max, average };

struct Pool2dParams {
  static constexpr const char* op = "pool2d";
  Image input;
  PoolKind kind = PoolKind::max;
  int height = 2, width = 2;
  int stride_height = 2, stride_width = 2;
  int max_items = 1;
  Image output() const;
};

class Pool2d {
 public:
  virtual ~Pool2d() = default;
  virtual void forward(Stream&, int n, const float* x, float* y) = 0;
  /// dx[n, input] from dy[n, output]; the first of equal maxima in a window gets the gradient.
  virtual void backward(Stream&, int n, const float* x, const float* y, const float* dy,
                        float* dx) = 0;
};

/// Throws std::invalid_argument for parameters that every backend refuses.
void check_pool2d(const Pool2dParams& params);

}  // namespace canopy
