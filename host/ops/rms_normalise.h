// Scales each window to a mean of 0 and an RMS of 1, so that the model's answer does not depend on
// how loud a recording is.
#pragma once

#include "ops/backend.h"
#include "ops/check.h"

namespace canopy {

struct RmsNormaliseParams {
  static constexpr const char* op = "rms_normalise";
  std::int64_t samples = 1;  // per window
  int max_items = 1;
};

class RmsNormalise {
 public:
  virtual ~RmsNormalise() = default;
  /// out[i, samples] from waves + i * stride, i < n; windows may overlap. out may be waves if the
  /// stride equals samples. A window whose RMS about its mean is below 1e-6 is copied unchanged.
  virtual void run(Stream&, int n, const float* waves, std::int64_t stride, float* out) = 0;
};

/// Throws std::invalid_argument for parameters that every backend refuses.
void check_rms_normalise(const RmsNormaliseParams& params);

}  // namespace canopy
