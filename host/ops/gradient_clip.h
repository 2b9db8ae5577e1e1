// The norm of all of a step's gradients held to a bound, without the host taking part: one factor,
// in device memory, that the updates multiply their gradients by (PyTorch's clip_grad_norm_).
#pragma once

#include "ops/backend.h"

namespace canopy {

struct GradientClipParams {
  double max_norm = 1;         // above 0
  std::int64_t max_count = 1;  // of the gradients given as values
};

class GradientClip {
 public:
  virtual ~GradientClip() = default;
  /// *scale = min(1, max_norm / (norm + 1e-6)), where norm^2 is the sum of the squares of
  /// gradient[count] and of squares[others], squared norms of gradients that are nowhere stored
  /// (Dense::backward_norm). NaN where the norm is. Summed in double, in an order that follows from
  /// the counts alone.
  virtual void run(Stream&, std::int64_t count, const float* gradient, int others,
                   const double* squares, float* scale) = 0;
};

/// Throws std::invalid_argument for parameters that every backend refuses.
void check_gradient_clip(const GradientClipParams& params);

}  // namespace canopy
