// Batch normalisation, ReLU and max pooling (window = stride) in one op: the normalised image is
// never stored, so a conv-BN-ReLU-pool block moves about half the bytes. Its test compares it with
// the three plain ops. Statistics and running averages are the same as in batch_norm.h.
#pragma once

#include "ops/backend.h"
#include "ops/batch_norm.h"
#include "ops/check.h"
#include "ops/tensor.h"

namespace canopy {

struct NormActPoolParams {
  static constexpr const char* op = "norm_act_pool";
  Image input;
  int height = 2, width = 2;  // of the pooling window, which is also its stride
  float epsilon = 1e-5f;
  float momentum = 0.1f;
  int max_items = 1;
  Image output() const {
    return {input.height / height, input.width / width, input.channels};
  }
};

struct NormActPoolGradients {
  const float* x;   // [n, input]
  const float* y;   // [n, output], what forward_training wrote
  const float* dy;  // [n, output]
  float* dx;        // [n, input], overwritten; must not be x
  float* dgamma;    // [channels], overwritten
  float* dbeta;     // [channels], overwritten
};

class NormActPool {
 public:
  virtual ~NormActPool() = default;
  /// y[n, output] = maxpool(relu(batch_norm(x[n, input])))
  virtual void forward_training(Stream&, int n, const float* x, const BatchNormState& s,
                                float* y) = 0;
  virtual void forward_inference(Stream&, int n, const float* x, const BatchNormState& s,
                                 float* y) = 0;
  virtual void backward(Stream&, int n, const BatchNormState& s,
                        const NormActPoolGradients& g) = 0;
};

/// Throws std::invalid_argument for parameters that every backend refuses.
void check_norm_act_pool(const NormActPoolParams& params);

}  // namespace canopy
