// Mixup (Zhang et al. 2018): item i of a batch of n is blended with item n - 1 - i, in place.
#pragma once

#include "ops/backend.h"
#include "ops/check.h"

namespace canopy {

struct MixupParams {
  static constexpr const char* op = "mixup";
  std::int64_t size = 1;  // values per item
  int max_items = 1;
};

class Mixup {
 public:
  virtual ~Mixup() = default;
  /// x[i] becomes shares[i] x[i] + (1 - shares[i]) x[n - 1 - i], computed from the old x; an item
  /// with a share of 1 keeps exactly the same bits. shares [n] is device memory.
  virtual void run(Stream&, int n, const float* shares, float* x) = 0;
};

/// Throws std::invalid_argument for parameters that every backend refuses.
void check_mixup(const MixupParams& params);

}  // namespace canopy
