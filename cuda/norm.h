// Batch normalisation, optional ReLU and max pooling: the common part of BatchNorm (with a window
// of 1 x 1) and NormActPool. Sums are taken over parts of a batch that depend only on its shape;
// the threads' sums are added in double and in a fixed order, so the bits are the same in every run
// and on every GPU.
#pragma once

#include "cuda/columns.h"
#include "cuda/pixels.h"
#include "ops/batch_norm.h"

namespace canopy::cuda {

struct NormParams {
  Image input;
  int height = 1, width = 1;  // of the window, which is also its stride
  bool relu = false;
  float epsilon = 1e-5f;
  float momentum = 0.1f;
  int max_items = 1;
};

/// The op's shape as the kernels need it.
struct NormShape {
  Pixels image, windows;  // whole windows
  int height, width;      // of a window
  bool relu;
};

/// How a channel is normalised; each [channels].
struct NormChannels {
  const float *mean, *gamma, *beta;
  const float* spread;  // 1 / standard deviation, or the running variance
  float epsilon;        // added to the variance
  bool is_variance;
};

/// A channel's result for one part of the batch: the mean and the squared deviations from it, or
/// the sums of dz and of dz * (x - mean).
struct alignas(16) NormPartial {
  double first, second;
};

/// Parts of `size` pixels or windows each, in the workspace at [channels, max_parts].
struct NormParts {
  std::int64_t size = 1, max_parts = 1;
  std::int64_t of(std::int64_t count) const { return (count + size - 1) / size; }
  /// The launch that adds up the parts of `count`: one block of whole warps per channel.
  Launch finish(const char* kernel, int channels, std::int64_t count) const {
    const std::int64_t warps = std::min<std::int64_t>((of(count) + 31) / 32, block_threads / 32);
    return {kernel, dim3(static_cast<unsigned>(channels)), dim3(static_cast<unsigned>(32 * warps))};
  }
};

/// Writes the batch's mean and inv_std and the running averages of `s`, from x [pixels, channels].
void norm_statistics(Stream& stream, const NormParams& p, std::int64_t pixels,
                     const NormParts& parts, const float* x, const BatchNormState& s,
                     NormPartial* partial);

class Norm {
 public:
  Norm(Backend& backend, const NormParams& p);
  void forward_training(Stream& stream, int n, const float* x, const BatchNormState& s, float* y);
  void forward_inference(Stream& stream, int n, const float* x, const BatchNormState& s, float* y);
  /// x [n, input], dy [n, pooled], dx [n, input]; dx may be dy if the window is 1 x 1.
  void backward(Stream& stream, int n, const BatchNormState& s, const float* x, const float* dy,
                float* dx, float* dgamma, float* dbeta);

 private:
  void run_forward(Stream& stream, int n, const float* x, const NormChannels& c, float* y);

  NormParams p_;
  NormShape shape_;
  NormParts pixel_parts_, window_parts_;
  Buffer partial_;  // NormPartial [channels, parts]
  Buffer slopes_;   // [2, channels]: slope and shift of the gradient
};

}  // namespace canopy::cuda
