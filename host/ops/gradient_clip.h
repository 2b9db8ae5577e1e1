// Limits the norm of all gradients of a step without involving the host: computes one factor, in
// device memory, by which the updates multiply their gradients (PyTorch's clip_grad_norm_).
#pragma once

#include "ops/backend.h"

namespace canopy {

struct GradientClipParams {
  double max_norm = 1;         // above 0
  std::int64_t max_count = 1;  // maximum number of gradients passed as values
};

class GradientClip {
 public:
  virtual ~GradientClip() = default;
  /// *scale = min(1, max_norm / (norm + 1e-6)), where norm^2 is the sum of the squares of
  /// gradient[count] plus squares[others], the squared norms of gradients that are never stored
  /// (Dense::backward_norm). NaN if the norm is. Summed in double, in an order that depends only on
  /// the counts.
  virtual void run(Stream&, std::int64_t count, const float* gradient, int others,
                   const double* squares, float* scale) = 0;
};

/// Throws std::invalid_argument for parameters that every backend refuses.
void check_gradient_clip(const GradientClipParams& params);

}  // namespace canopy
