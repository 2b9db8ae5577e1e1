// Batch normalisation, optional ReLU and max pooling: the common part of BatchNorm (with a window
// of 1 x 1) and NormActPool on the CPU. A training step passes over x four times: statistics and
// forward, then in backward the sums and dx. Sums are taken over parts that do not depend on the
// thread count and added in double, so the bits are the same on any number of threads.
#pragma once

#include <vector>

#include "cpu/simd/norm.h"
#include "ops/batch_norm.h"
#include "ops/tensor.h"

namespace canopy::cpu {

struct NormParams {
  Image input;
  int height = 1, width = 1;  // of the window, which is also its stride
  bool relu = false;
  float epsilon = 1e-5f;
  float momentum = 0.1f;
  int max_items = 1;
};

class Norm {
 public:
  explicit Norm(const NormParams& p);
  void forward_training(int n, const float* x, const BatchNormState& s, float* y);
  void forward_inference(int n, const float* x, const BatchNormState& s, float* y);
  /// x [n, input], dy [n, pooled], dx [n, input]; dx may be dy if the window is 1 x 1.
  void backward(int n, const BatchNormState& s, const float* x, const float* dy, float* dx,
                float* dgamma, float* dbeta);

 private:
  void statistics(int n, const float* x, const BatchNormState& s);
  void run_forward(int n, const float* x, const float* mean, float* y);
  template <class Body>
  void over_rows(int n, const Body& body) const;
  simd::NormRow row(const float* mean) const;

  NormParams p_;
  std::int64_t channels_, out_height_, out_width_, band_rows_;
  std::vector<double> partial_;                      // sums of each part, [parts, 2, channels]
  std::vector<float> block_;                         // moments of a block, [parts, 2, channels]
  std::vector<float> scale_, beta_, slope_, shift_;  // [channels]
};

}  // namespace canopy::cpu
