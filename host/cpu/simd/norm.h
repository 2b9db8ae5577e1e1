// Arguments of the kernels in norm.isa.cpp, for one row of windows.
#pragma once

#include <cstdint>

namespace canopy::cpu::simd {

/// One row of pooling windows: `height` rows of the input, `outputs` windows. A value's normalised
/// form is (x - mean) * scale + beta with scale = gamma / standard deviation; its gradient is
/// dz * scale + (x - mean) * slope + shift, where dz is dy at the window's first maximum (with relu
/// only if that is above 0) and 0 elsewhere.
struct NormRow {
  std::int64_t channels = 1;
  std::int64_t row = 1;      // floats in a row of the input
  std::int64_t outputs = 1;  // whole windows in a row
  int height = 1, width = 1;
  bool relu = false;
  const float *mean, *scale, *beta;  // [channels]
  const float *slope, *shift;        // [channels], only for the gradient
};

}  // namespace canopy::cpu::simd
