// Element-wise loops.
#include "cpu/simd/table.h"
#include "cpu/simd/vector.h"

namespace canopy::cpu::simd::CANOPY_ISA {
namespace {

void axpy(std::int64_t count, float a, const float* x, float* y) {
  for (std::int64_t i = 0; i < count; ++i) y[i] += a * x[i];
}

}  // namespace

void fill_basic(Table& t) { t.axpy = axpy; }

}  // namespace canopy::cpu::simd::CANOPY_ISA
