// Brings each window to a mean of 0 and an RMS of 1, so that what follows cannot tell how loud a
// recording is.
#pragma once

#include "ops/backend.h"

namespace canopy {

struct RmsNormaliseParams {
  std::int64_t samples = 1;  // of a window
  int max_items = 1;
};

class RmsNormalise {
 public:
  virtual ~RmsNormalise() = default;
  /// out[i, samples] from waves + i * stride, i < n; windows may overlap. out may be waves where
  /// the stride is samples. A window whose RMS about its mean is below 1e-6 stays as it is.
  virtual void run(Stream&, int n, const float* waves, std::int64_t stride, float* out) = 0;
};

}  // namespace canopy
