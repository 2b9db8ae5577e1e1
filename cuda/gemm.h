// cuBLASLt behind a small interface, so that the emulated device can replace it. All matrices are
// row-major.
#pragma once

#include <cstdint>
#include <memory>

#include "ops/backend.h"

namespace canopy::cuda {

struct GemmParams {
  std::int64_t rows = 1, columns = 1, inner = 1;  // c is [rows, columns]; maxima for rows and inner
  bool transpose_a = false;  // a is [rows, inner], or [inner, rows] if transposed
  bool transpose_b = false;  // b is [inner, columns], or [columns, inner] if transposed
};

class Gemm {
 public:
  virtual ~Gemm() = default;
  /// c = a b. `rows` and `inner` may be smaller than planned (a smaller batch).
  virtual void run(Stream& stream, std::int64_t rows, std::int64_t inner, const float* a,
                   const float* b, float* c) = 0;
  /// Plans for a size before its first run.
  virtual void prepare(std::int64_t rows, std::int64_t inner) = 0;
};

/// Plans the product: the algorithm is chosen once, and its workspace (split-K needs one) is
/// allocated from the backend. The arithmetic depends on options.precision; a, b and c are always
/// float32. With options.deterministic the result is the same in every run (no atomics). Throws
/// Error(device).
std::unique_ptr<Gemm> make_gemm(Backend& backend, const GemmParams& params,
                                const BackendOptions& options);

}  // namespace canopy::cuda
