// The optimizers' update rules for one element, for kernels that update parameters.
#pragma once

#include "cuda/runtime.h"
#include "ops/math/optimizer.h"

namespace canopy::cuda {

/// Adam, and AdamW with its weight decay.
class AdamRule {
 public:
  static constexpr bool second_moment = true;

  __device__ AdamRule(const OptimizerParams& p, const StepScalars& s)
      : beta1_(p.beta1),
        beta2_(p.beta2),
        scale_(s.scale),
        epsilon_(s.epsilon),
        decay_(p.kind == OptimizerKind::adamw ? s.learning_rate * p.weight_decay : 0.0f) {}
  __device__ __forceinline__ void operator()(float& w, float& m, float& v, float g) const {
    math::adam_update(w, m, v, g, beta1_, beta2_, scale_, epsilon_, decay_);
  }

 private:
  float beta1_, beta2_, scale_, epsilon_, decay_;
};

class SgdRule {
 public:
  static constexpr bool second_moment = false;

  __device__ SgdRule(const OptimizerParams& p, const StepScalars& s)
      : momentum_(p.momentum),
        rate_(s.learning_rate),
        weight_decay_(p.weight_decay),
        nesterov_(p.nesterov) {}
  __device__ __forceinline__ void operator()(float& w, float& m, float&, float g) const {
    math::sgd_update(w, m, g, momentum_, nesterov_, rate_, weight_decay_);
  }

 private:
  float momentum_, rate_, weight_decay_;
  bool nesterov_;
};

}  // namespace canopy::cuda
