// The optimizers' step over an array of parameters, for the kernels that are compiled once per
// instruction set. The compiler vectorises the formulas of ops/math/optimizer.h.
#pragma once

#include "cpu/simd/dense.h"
#include "cpu/simd/vector.h"
#include "ops/math/optimizer.h"

namespace canopy::cpu::simd::CANOPY_ISA {

/// The update rules as types, so that each loop is compiled for a single rule.
struct NoUpdate {};

struct AdamRule {
  explicit AdamRule(const Update& u)
      : beta1(u.params.beta1),
        beta2(u.params.beta2),
        scale(u.step.scale),
        epsilon(u.step.epsilon),
        decay(u.params.kind == OptimizerKind::adamw ? u.step.learning_rate * u.params.weight_decay
                                                    : 0.0f) {}
  inline __attribute__((always_inline)) void operator()(std::int64_t count,
                                                        const float* __restrict gradient,
                                                        float* __restrict value,
                                                        float* __restrict m,
                                                        float* __restrict v) const {
    for (std::int64_t i = 0; i < count; ++i)
      math::adam_update(value[i], m[i], v[i], gradient[i], beta1, beta2, scale, epsilon, decay);
  }
  static constexpr bool second_moment = true;
  float beta1, beta2, scale, epsilon, decay;
};

struct SgdRule {
  explicit SgdRule(const Update& u)
      : momentum(u.params.momentum),
        rate(u.step.learning_rate),
        weight_decay(u.params.weight_decay),
        nesterov(u.params.nesterov) {}
  inline __attribute__((always_inline)) void operator()(std::int64_t count,
                                                        const float* __restrict gradient,
                                                        float* __restrict value,
                                                        float* __restrict m, float*) const {
    for (std::int64_t i = 0; i < count; ++i)
      math::sgd_update(value[i], m[i], gradient[i], momentum, nesterov, rate, weight_decay);
  }
  static constexpr bool second_moment = false;
  float momentum, rate, weight_decay;
  bool nesterov;
};

}  // namespace canopy::cpu::simd::CANOPY_ISA
