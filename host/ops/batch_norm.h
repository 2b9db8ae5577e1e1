// Batch normalisation over items, height and width, per channel, with an optional activation.
// y = activation(gamma * (x - mean) / sqrt(var + epsilon) + beta). Training uses the batch's mean
// and biased variance; the running variance is updated with the unbiased one, as in PyTorch
// (Keras's differs by the factor m/(m-1)): running = (1 - momentum) * running + momentum * batch.
#pragma once

#include "ops/backend.h"
#include "ops/check.h"
#include "ops/tensor.h"

namespace canopy {

struct BatchNormParams {
  static constexpr const char* op = "batch_norm";
  Image input;
  float epsilon = 1e-5f;
  float momentum = 0.1f;
  Activation activation = Activation::linear;  // linear or relu
  int max_items = 1;
};

/// Per-channel state, each [channels].
struct BatchNormState {
  const float* gamma;
  const float* beta;
  float* running_mean;  // written by forward_training
  float* running_var;
  float* mean;     // the batch's mean, written by forward_training and read by backward
  float* inv_std;  // 1 / sqrt(batch variance + epsilon), likewise
};

struct BatchNormGradients {
  const float* x;   // [n, input]
  const float* y;   // [n, input], what forward_training wrote
  const float* dy;  // [n, input]
  float* dx;        // [n, input], overwritten; may be dy
  float* dgamma;    // [channels], overwritten
  float* dbeta;     // [channels], overwritten
};

class BatchNorm {
 public:
  virtual ~BatchNorm() = default;
  virtual void forward_training(Stream&, int n, const float* x, const BatchNormState& s,
                                float* y) = 0;
  virtual void forward_inference(Stream&, int n, const float* x, const BatchNormState& s,
                                 float* y) = 0;
  virtual void backward(Stream&, int n, const BatchNormState& s, const BatchNormGradients& g) = 0;
};

/// Throws std::invalid_argument for parameters that every backend refuses.
void check_batch_norm(const BatchNormParams& params);

}  // namespace canopy
