// The parameters of batch_norm and of norm_act_pool, its fused form.
#pragma once

#include <vector>

#include "model/layers.h"
#include "ops/batch_norm.h"

namespace canopy {

/// gamma, beta, the running statistics, and the batch statistics that backward needs.
class NormParameters {
 public:
  explicit NormParameters(const LayerContext& context) {
    const std::int64_t channels = context.input.channels;
    const auto set = [&](Parameter& p, const char* what, Initial initial, bool trainable) {
      p.name = parameter_name(context, what);
      p.shape = {channels};
      p.initial = initial;
      p.trainable = trainable;
    };
    set(gamma, "gamma", Initial::ones, true);
    set(beta, "beta", Initial::zeros, true);
    set(running_mean, "running_mean", Initial::zeros, false);
    set(running_var, "running_var", Initial::ones, false);
    batch_ = allocate_floats(context.backend, 2 * channels);
  }
  std::vector<Parameter*> list() { return {&gamma, &beta, &running_mean, &running_var}; }
  BatchNormState state() const {
    return {gamma.value,       beta.value,      running_mean.value,
            running_var.value, batch_.floats(), batch_.floats() + gamma.count()};
  }
  Parameter gamma, beta, running_mean, running_var;

 private:
  Buffer batch_;  // mean, then 1 / standard deviation
};

}  // namespace canopy
