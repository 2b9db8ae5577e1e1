// Activations over whole arrays, for the ops that cannot fuse them.
#pragma once

#include <cstdint>

#include "cpu/parallel.h"
#include "ops/math/activation.h"
#include "ops/tensor.h"

namespace canopy::cpu {

inline void activate_in_place(Activation activation, std::int64_t count, float* y) {
  if (activation == Activation::linear) return;
  parallel_range(count, 1 << 14, [&](std::int64_t begin, std::int64_t end) {
    if (activation == Activation::relu)
      for (std::int64_t i = begin; i < end; ++i) y[i] = y[i] < 0 ? 0.0f : y[i];
    else
      for (std::int64_t i = begin; i < end; ++i) y[i] = math::activate(activation, y[i]);
  });
}

/// dy *= the activation's slope, computed from y.
inline void apply_slope(Activation activation, std::int64_t count, const float* y, float* dy) {
  if (activation == Activation::linear) return;
  parallel_range(count, 1 << 14, [&](std::int64_t begin, std::int64_t end) {
    if (activation == Activation::relu)
      for (std::int64_t i = begin; i < end; ++i) dy[i] = y[i] > 0 ? dy[i] : 0.0f;
    else
      for (std::int64_t i = begin; i < end; ++i) dy[i] *= math::activation_slope(activation, y[i]);
  });
}

}  // namespace canopy::cpu
