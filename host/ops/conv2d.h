// 2-D convolution (computed as a cross-correlation, as in every framework) + bias + activation.
#pragma once

#include "ops/backend.h"
#include "ops/check.h"
#include "ops/tensor.h"

namespace canopy {

struct Conv2dParams {
  static constexpr const char* op = "conv2d";
  Image input;  // one item
  int filters = 1;
  int kernel_height = 3, kernel_width = 3;
  int stride_height = 1, stride_width = 1;
  Padding padding = Padding::valid;
  bool bias = true;
  Activation activation = Activation::linear;
  bool input_gradient = true;  // false for a first layer: dx is then never computed
  int max_items = 1;           // the largest batch
  /// One item's output; a height or width below 1 means that the kernel does not fit.
  Image output() const;
  std::int64_t kernel_size() const {  // filters x kernel_height x kernel_width x channels
    return static_cast<std::int64_t>(filters) * kernel_height * kernel_width * input.channels;
  }
};

struct Conv2dGradients {
  const float* x;       // [n, input]
  const float* kernel;  // [filters, kernel_height, kernel_width, channels]
  const float* y;       // [n, output], what forward wrote
  float* dy;            // [n, output], gradient of y; overwritten
  float* dkernel;       // like kernel, overwritten
  float* dbias;         // [filters], overwritten; null without a bias
  float* dx;            // [n, input], overwritten; null without input_gradient
};

class Conv2d {
 public:
  virtual ~Conv2d() = default;
  /// y[n, output] = activation(x[n, input] * kernel + bias); bias is null without one.
  virtual void forward(Stream&, int n, const float* x, const float* kernel, const float* bias,
                       float* y) = 0;
  virtual void backward(Stream&, int n, const Conv2dGradients& g) = 0;
  /// Plans for batches of n items before the first one is run.
  virtual void prepare(int /*n*/) {}
  /// True if backward's dx may overwrite g.y, which saves a batch of images in memory.
  virtual bool input_gradient_may_replace_output() const { return false; }
};

/// Throws std::invalid_argument for parameters that every backend refuses.
void check_conv2d(const Conv2dParams& params);

}  // namespace canopy
