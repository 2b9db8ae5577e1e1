// The optimizers: SGD with momentum, Adam (Kingma & Ba 2015), AdamW (Loshchilov & Hutter 2019).
// The formulas are in ops/math/optimizer.h, once for both backends.
#pragma once

#include "base/choices.h"
#include "ops/backend.h"

namespace canopy {

struct OptimizerParams {
  OptimizerKind kind = OptimizerKind::adam;
  float beta1 = 0.9f, beta2 = 0.999f, epsilon = 1e-7f;
  EpsilonForm epsilon_form = EpsilonForm::keras;
  float momentum = 0.0f;      // sgd
  bool nesterov = false;      // sgd
  float weight_decay = 0.0f;  // sgd: added to the gradient; adamw: decoupled; adam: ignored
};

/// What changes from step to step. It is in device memory so that a recorded step can be replayed:
/// the host uploads these few bytes before each step.
struct StepScalars {
  float learning_rate;
  float scale;    // adam: learning_rate * sqrt(1 - beta2^t) / (1 - beta1^t)
  float epsilon;  // adam: epsilon; in PyTorch's form, times sqrt(1 - beta2^t)
  std::uint32_t step;  // t, from 1
};

/// The scalars of step t (from 1) at a learning rate.
StepScalars step_scalars(const OptimizerParams& params, double learning_rate, std::uint32_t step);

/// A parameter and its state, each [count]. m: momentum or first moment; v: second moment
/// (null for sgd). Both must be zero before the first step.
struct ParameterState {
  float* value;
  float* m;
  float* v;
};

class Optimizer {
 public:
  virtual ~Optimizer() = default;
  /// The gradient is multiplied by *scale (device memory; see GradientClip); null: 1.
  virtual void update(Stream&, std::int64_t count, const StepScalars* step, const float* gradient,
                      const ParameterState& parameter, const float* scale = nullptr) = 0;
};

/// Throws std::invalid_argument for parameters that every backend refuses.
void check_optimizer(const OptimizerParams& params);

}  // namespace canopy
