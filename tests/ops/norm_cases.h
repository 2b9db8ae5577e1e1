// The state of a batch normalisation on a device, for the tests of batch_norm and norm_act_pool.
#pragma once

#include "ops/batch_norm.h"
#include "support/device_test.h"
#include "support/reference_images.h"

namespace canopy::test {

struct NormState {
  NormState(TestDevice& device, std::int64_t channels)
      : gamma(random_floats(channels, 11)),
        beta(random_floats(channels, 12)),
        running_mean(random_floats(channels, 13)),
        running_var(random_floats(channels, 14)) {
    for (float& v : running_var) v = 0.5f + v * v;
    for (float& v : gamma) v += v < 0 ? -0.2f : 0.2f;
    dev_gamma = device.put(gamma);
    dev_beta = device.put(beta);
    dev_mean = device.put(running_mean);
    dev_var = device.put(running_var);
    dev_batch_mean = device.make(channels);
    dev_inv_std = device.make(channels);
  }
  BatchNormState state() const {
    return {dev_gamma.floats(), dev_beta.floats(),       dev_mean.floats(),
            dev_var.floats(),   dev_batch_mean.floats(), dev_inv_std.floats()};
  }
  std::vector<float> gamma, beta, running_mean, running_var;
  Buffer dev_gamma, dev_beta, dev_mean, dev_var, dev_batch_mean, dev_inv_std;
};

/// The new running averages: running = 0.9 running + 0.1 batch. For the variance, `factor` makes it
/// unbiased.
inline Doubles reference_running(const std::vector<float>& before, const Doubles& batch,
                                 double factor) {
  Doubles after = as_double(before);
  for (std::size_t i = 0; i < after.size(); ++i)
    after[i] = 0.9 * after[i] + 0.1 * factor * batch[i];
  return after;
}

}  // namespace canopy::test
