// Image ops as naive double-precision loops, written from their definitions. They are the reference
// for the conv2d, pool2d, batch_norm, norm_act_pool and global_pool tests and share no code with
// the backends. Images are [items, height, width, channels].
#pragma once

#include <vector>

#include "ops/conv2d.h"
#include "ops/pool2d.h"

namespace canopy::test {

using Doubles = std::vector<double>;

struct ConvReference {
  Doubles y, dkernel, dbias, dx;
};

double reference_activation(Activation a, double x);
/// The derivative at x, where y = reference_activation(a, x).
double reference_slope(Activation a, double x);

/// y alone.
Doubles reference_conv(const Conv2dParams& p, int n, const Doubles& x, const Doubles& kernel,
                       const Doubles& bias);
/// y, and the gradients of sum(dy * y).
ConvReference reference_conv_gradients(const Conv2dParams& p, int n, const Doubles& x,
                                       const Doubles& kernel, const Doubles& bias,
                                       const Doubles& dy);

Doubles reference_pool(const Pool2dParams& p, int n, const Doubles& x);
/// dx of sum(dy * y); of equal maxima the first in the window gets the gradient.
Doubles reference_pool_gradient(const Pool2dParams& p, int n, const Doubles& x, const Doubles& dy);

struct Moments {
  Doubles mean, variance;  // [channels]; biased
};
Moments reference_moments(int n, const Image& image, const Doubles& x);
/// gamma * (x - mean) / sqrt(variance + epsilon) + beta, followed by ReLU if `relu`.
Doubles reference_norm(int n, const Image& image, const Doubles& x, const Moments& moments,
                       const Doubles& gamma, const Doubles& beta, double epsilon, bool relu);

struct NormReference {
  Doubles dx, dgamma, dbeta;
};
/// The gradients of sum(dy * batch_norm(x)) through the batch's own moments, without ReLU.
NormReference reference_norm_gradients(int n, const Image& image, const Doubles& x,
                                       const Doubles& gamma, const Doubles& dy, double epsilon);

Doubles reference_global_pool(int n, const Image& image, const Doubles& x);

}  // namespace canopy::test
