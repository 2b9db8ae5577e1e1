// Dropout: each value is kept with probability 1 - rate and divided by it, else set to zero. The
// mask is Philox(seed, element, step): backward recomputes it, and a resumed run gets the same one.
#pragma once

#include "ops/backend.h"
#include "ops/check.h"
#include "ops/optimizer.h"

namespace canopy {

struct DropoutParams {
  static constexpr const char* op = "dropout";
  std::int64_t size = 1;  // values per item
  float rate = 0.5f;      // 0 <= rate < 1
  std::uint64_t seed = 0;
  int max_items = 1;
};

class Dropout {
 public:
  virtual ~Dropout() = default;
  virtual void forward(Stream&, int n, const StepScalars* step, const float* x, float* y) = 0;
  /// dx may be dy.
  virtual void backward(Stream&, int n, const StepScalars* step, const float* dy, float* dx) = 0;
};

/// Throws std::invalid_argument for parameters that every backend refuses.
void check_dropout(const DropoutParams& params);

}  // namespace canopy
