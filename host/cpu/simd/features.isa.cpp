// The resampler's inner loop.
#include "cpu/simd/table.h"
#include "cpu/simd/vector.h"

namespace canopy::cpu::simd::CANOPY_ISA {
namespace {

/// N dot products with the same taps. Each has its own two accumulators, so a sum does not depend
/// on which others are computed with it: a recording gives the same bits in chunks and as a whole.
template <int N>
inline __attribute__((always_inline)) void dots(std::int64_t taps, const float* row, const float* x,
                                                std::int64_t x_step, float* out,
                                                std::int64_t out_step) {
  Vec even[N] = {}, odd[N] = {};
  for (std::int64_t i = 0; i < taps; i += 2 * lanes) {
    const Vec a = load(row + i), b = load(row + i + lanes);
    for (int j = 0; j < N; ++j) {
      even[j] += a * load(x + j * x_step + i);
      odd[j] += b * load(x + j * x_step + i + lanes);
    }
  }
  for (int j = 0; j < N; ++j) out[j * out_step] = sum(even[j] + odd[j]);
}

void fir(std::int64_t taps, const float* row, const float* x, std::int64_t x_step,
         std::int64_t count, float* out, std::int64_t out_step) {
  std::int64_t j = 0;
  for (; j + 4 <= count; j += 4)
    dots<4>(taps, row, x + j * x_step, x_step, out + j * out_step, out_step);
  for (; j < count; ++j) dots<1>(taps, row, x + j * x_step, x_step, out + j * out_step, out_step);
}

}  // namespace

void fill_features(Table& t) {
  t.fir = fir;
}

}  // namespace canopy::cpu::simd::CANOPY_ISA
