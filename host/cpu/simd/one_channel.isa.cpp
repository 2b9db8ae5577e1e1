// A 3 x 3 convolution of one-channel images, and its kernel gradient: ten taps or ten sums are kept
// in registers during a single pass over y or dy.
#include "cpu/simd/table.h"
#include "cpu/simd/vector.h"

namespace canopy::cpu::simd::CANOPY_ISA {
namespace {

void one_channel_forward(std::int64_t width, std::int64_t filters, const float* const* x,
                         const float* taps, bool relu, float* y) {
  for (std::int64_t f = 0; f < filters; f += lanes) {
    Vec tap[10];
#pragma GCC unroll 10
    for (int k = 0; k < 10; ++k) tap[k] = load(taps + k * filters + f);
    const float *top = x[0], *middle = x[1], *low = x[2];
    for (std::int64_t w = 0; w < width; ++w) {
      Vec sum = tap[9], second{};
#pragma GCC unroll 3
      for (int k = 0; k < 3; ++k) {
        sum += tap[k] * top[w + k];
        second += tap[3 + k] * middle[w + k];
        sum += tap[6 + k] * low[w + k];
      }
      sum += second;
      // Written so that NaN is kept.
      store(y + w * filters + f, relu ? (sum < Vec{} ? Vec{} : sum) : sum);
    }
  }
}

template <bool Masked>
inline __attribute__((always_inline)) void row_gradients(std::int64_t width, std::int64_t filters,
                                                         const float* const* x, const float* dy,
                                                         const float* mask, float* sums) {
  for (std::int64_t f = 0; f < filters; f += lanes) {
    Vec sum[10];
#pragma GCC unroll 10
    for (int k = 0; k < 10; ++k) sum[k] = Vec{};
    const float *top = x[0], *middle = x[1], *low = x[2];
    for (std::int64_t w = 0; w < width; ++w) {
      Vec dz = load(dy + w * filters + f);
      if (Masked) dz = load(mask + w * filters + f) > Vec{} ? dz : Vec{};
#pragma GCC unroll 3
      for (int k = 0; k < 3; ++k) {
        sum[k] += dz * top[w + k];
        sum[3 + k] += dz * middle[w + k];
        sum[6 + k] += dz * low[w + k];
      }
      sum[9] += dz;
    }
#pragma GCC unroll 10
    for (int k = 0; k < 10; ++k) store(sums + k * filters + f, sum[k]);
  }
}

void one_channel_gradients(std::int64_t width, std::int64_t filters, const float* const* x,
                           const float* dy, const float* mask, float* sums) {
  if (mask) return row_gradients<true>(width, filters, x, dy, mask, sums);
  row_gradients<false>(width, filters, x, dy, mask, sums);
}

}  // namespace

void fill_one_channel(Table& t) {
  t.one_channel_forward = one_channel_forward;
  t.one_channel_gradients = one_channel_gradients;
}

}  // namespace canopy::cpu::simd::CANOPY_ISA
