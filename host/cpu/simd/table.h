// The hot loops of the CPU backend, chosen once for the best instruction set of this processor.
// CANOPY_SIMD=baseline|avx2|avx512 limits the choice, for tests.
#pragma once

#include <cstdint>

#include "cpu/simd/dense.h"
#include "cpu/simd/norm.h"
#include "cpu/simd/winograd.h"

namespace canopy::cpu::simd {

/// One entry per kernel. The kernels are implemented in the *.isa.cpp files, which are compiled
/// once per instruction set. Each file has a fill function that sets its entries; table.cpp
/// declares and calls them.
struct Table {
  const char* name = "baseline";
  // See DenseForward and DenseBackward; update: one optimizer step of `count` parameters.
  void (*dense_forward)(const DenseForward&) = nullptr;
  void (*dense_backward)(const DenseBackward&) = nullptr;
  void (*update)(const Update&, std::int64_t count, const float* gradient, float* value, float* m,
                 float* v) = nullptr;

  // out[j * out_step] = sum over i < taps of row[i] * x[j * x_step + i], j < count; taps is a
  // multiple of 32. A sum's bits do not depend on j or count.
  void (*fir)(std::int64_t taps, const float* row, const float* x, std::int64_t x_step,
              std::int64_t count, float* out, std::int64_t out_step) = nullptr;

  // For each channel, over `rows` pixels: the mean and the sum of squared deviations from it.
  void (*moments)(std::int64_t rows, std::int64_t channels, const float* x, float* mean,
                  float* squares) = nullptr;
  // One row of windows: y[outputs, channels] from its `height` rows x[height, row]; the sums of dz
  // and dz * (x - mean), added to sum and product [channels]; dx[height, row].
  void (*norm_forward)(const NormRow&, const float* x, float* y) = nullptr;
  void (*norm_reduce)(const NormRow&, const float* x, const float* dy, double* sum,
                      double* product) = nullptr;
  void (*norm_backward)(const NormRow&, const float* x, const float* dy, float* dx) = nullptr;

  // For tiles first .. first+count-1: the transformed inputs v[16][count][channels] (positions are
  // winograd_stride apart; patch: scratch for 16 pixels); the transformed output gradients z in the
  // same layout, whose plain sums are added to sums[channels].
  void (*winograd_input)(const WinogradImage&, std::int64_t first, std::int64_t count,
                         float* patch, float* v) = nullptr;
  void (*winograd_gradient)(const WinogradImage&, std::int64_t first, std::int64_t count,
                            float* patch, float* z, float* sums) = nullptr;
  // At each position: m[count][columns] = v[count][depth] u[depth][columns], and
  // s[depth][columns] += v[count][depth]^T z[count][columns]; u and s are packed.
  void (*winograd_multiply)(std::int64_t count, std::int64_t depth, std::int64_t columns,
                            const float* v, const float* u, float* m) = nullptr;
  void (*winograd_accumulate)(std::int64_t count, std::int64_t depth, std::int64_t columns,
                              const float* v, const float* z, float* s) = nullptr;
  // The outputs of the tiles, computed from their products m.
  void (*winograd_output)(const WinogradOutput&, std::int64_t first, std::int64_t count,
                          const float* m) = nullptr;

  // One row y[width][filters] of a 3 x 3 convolution over three rows x[3][width + 2] of one
  // channel; taps[10][filters] are nine taps and the bias; filters is a multiple of 16.
  void (*one_channel_forward)(std::int64_t width, std::int64_t filters, const float* const* x,
                              const float* taps, bool relu, float* y) = nullptr;
  // The gradients from one row of that convolution: sums[10][filters], for the nine taps and the
  // bias. Where mask (unless null) is not above 0, dy is treated as 0; filters is a multiple of 16.
  void (*one_channel_gradients)(std::int64_t width, std::int64_t filters, const float* const* x,
                                const float* dy, const float* mask, float* sums) = nullptr;
};

/// The kernels of the best instruction set.
const Table& table();
/// "avx512", "avx2" or "baseline".
const char* isa_name();

}  // namespace canopy::cpu::simd
