// cuBLASLt behind one small class, so that the emulated device can put another product in its
// place. All matrices are row-major.
#pragma once

#include <cstdint>
#include <memory>

#include "ops/backend.h"

namespace canopy::cuda {

struct GemmParams {
  std::int64_t rows = 1, columns = 1, inner = 1;  // of c[rows, columns]; rows is the largest
  bool transpose_a = false;  // a is [rows, inner], or [inner, rows] when transposed
  bool transpose_b = false;  // b is [inner, columns], or [columns, inner] when transposed
};

class Gemm {
 public:
  virtual ~Gemm() = default;
  /// c = a b. `inner` of the call may be smaller than planned (a shorter batch), and so may `rows`.
  virtual void run(Stream& stream, std::int64_t rows, std::int64_t inner, const float* a,
                   const float* b, float* c) = 0;
  /// Plans for a size ahead of its first run.
  virtual void prepare(std::int64_t rows, std::int64_t inner) = 0;
};

/// Plans the product: the algorithm is chosen once, and its workspace (split-K needs one) comes
/// from the backend's memory. The arithmetic follows options.precision; a, b and c are float32 at
/// any. With options.deterministic the result does not depend on other work or on the run: no
/// atomics. Throws Error(device).
std::unique_ptr<Gemm> make_gemm(Backend& backend, const GemmParams& params,
                                const BackendOptions& options);

}  // namespace canopy::cuda
