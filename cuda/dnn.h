// cuDNN's convolutions behind a small interface, so that the emulated device can replace them.
// Images are NHWC, kernels [filters, height, width, channels], all float32.
#pragma once

#include <memory>

#include "ops/backend.h"
#include "ops/conv2d.h"

namespace canopy::cuda {

/// The convolution alone, without bias and activation. (cuDNN could fuse them, but only its slowest
/// engine is documented to propagate NaN. In all others, ReLU may turn NaN into 0, which would hide
/// a failed run.)
class Convolution {
 public:
  virtual ~Convolution() = default;
  /// y = x * kernel.
  virtual void forward(Stream& stream, int n, const float* x, const float* kernel, float* y) = 0;
  virtual void backward_input(Stream& stream, int n, const float* kernel, const float* dy,
                              float* dx) = 0;
  virtual void backward_kernel(Stream& stream, int n, const float* x, const float* dy,
                               float* dkernel) = 0;
  /// Plans for n items before their first run.
  virtual void prepare(int n) = 0;
};

/// Plans the passes for params.max_items; fewer items are planned for in prepare or in their first
/// run. Allocates the workspace from the backend's memory. With bf16 the caller must round the
/// operands, and tensor cores multiply them as tf32, which represents them exactly: cuDNN's
/// precompiled engines accept bf16 in memory only with a bf16 result, and would round the sums.
/// With options.deterministic, only algorithms with the same results in every run are chosen.
/// `same` padding must be even: as many zeros on the right and bottom as on the left and top. Bias
/// and activation are ignored. Throws Error(device).
std::unique_ptr<Convolution> make_convolution(Backend& backend, const Conv2dParams& params,
                                              const BackendOptions& options);

}  // namespace canopy::cuda
