// cuDNN's convolutions behind one small class, so that the emulated device can put others in their
// place. Images are NHWC, kernels [filters, height, width, channels], all float32.
#pragma once

#include <memory>

#include "ops/backend.h"
#include "ops/conv2d.h"

namespace canopy::cuda {

/// The convolution alone, without bias and activation. (cuDNN could take them in, but of its
/// engines it names only the slowest one as strict about what is not a number: in the others ReLU
/// may turn that into 0, and a broken run goes unseen.)
class Convolution {
 public:
  virtual ~Convolution() = default;
  /// y = x * kernel.
  virtual void forward(Stream& stream, int n, const float* x, const float* kernel, float* y) = 0;
  virtual void backward_input(Stream& stream, int n, const float* kernel, const float* dy,
                              float* dx) = 0;
  virtual void backward_kernel(Stream& stream, int n, const float* x, const float* dy,
                               float* dkernel) = 0;
  /// Plans for n items ahead of their first run.
  virtual void prepare(int n) = 0;
};

/// Plans the passes for params.max_items, and for fewer in prepare or as they first come; the
/// workspace comes from the backend's memory, taken here. With bf16 the caller gives operands that
/// are rounded to it already, and tensor cores multiply them as tf32, which holds them exactly:
/// cuDNN's ready-made engines take bf16 in memory only for a bf16 result, and would round the sums. With options.deterministic only algorithms are chosen
/// whose results are the same in every run. The params' `same` padding must be even, as many zeros
/// on the right and below as on the left and above; their bias and activation do not matter. Throws
/// Error(device).
std::unique_ptr<Convolution> make_convolution(Backend& backend, const Conv2dParams& params,
                                              const BackendOptions& options);

}  // namespace canopy::cuda
