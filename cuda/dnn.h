// cuDNN's convolutions behind one small class, so that the emulated device can put others in their
// place. Images are NHWC, kernels [filters, height, width, channels], all float32.
#pragma once

#include <memory>

#include "ops/backend.h"
#include "ops/conv2d.h"

namespace canopy::cuda {

/// The convolution alone: no gradient of the activation or of the bias.
class Convolution {
 public:
  virtual ~Convolution() = default;
  /// y = x * kernel + bias, with ReLU when the plan says so; bias is null without one.
  virtual void forward(Stream& stream, int n, const float* x, const float* kernel,
                       const float* bias, float* y) = 0;
  virtual void backward_input(Stream& stream, int n, const float* kernel, const float* dy,
                              float* dx) = 0;
  virtual void backward_kernel(Stream& stream, int n, const float* x, const float* dy,
                               float* dkernel) = 0;
};

/// Plans the three passes for every n up to params.max_items as they are first used; workspaces
/// come from the backend's memory, taken here. `relu` is the only activation it takes in. With
/// `deterministic` only algorithms whose results are the same in every run are chosen.
/// Throws Error(device).
std::unique_ptr<Convolution> make_convolution(Backend& backend, const Conv2dParams& params,
                                              bool relu, const BackendOptions& options);

}  // namespace canopy::cuda
