// Bytes moved per value: forward 8 (read y, write y); backward 12 (read y and dy, write dy), 4 if
// the activation is linear (read dy), 0 if there is no bias either. The bias gradient is summed in
// the same pass: as a float in each thread's registers, then as doubles over the block and over the
// blocks, in an order that depends only on the shape.
#include "cuda/bias_activation.h"

#include "cuda/columns.h"
#include "cuda/part_sums.h"
#include "cuda/reduce.h"
#include "ops/math/activation.h"

namespace canopy::cuda {
namespace {

/// y = activation(y + bias); bias may be null.
template <int lanes>
__global__ void bias_activation(std::int64_t rows, int columns, Activation activation,
                                const float* bias, float* y) {
  const int column = channel_of_thread<lanes>();
  if (column >= columns) return;
  Vector<lanes> shift = {};
  if (bias) shift = load_unaligned<lanes>(bias + column);
  for (std::int64_t row = first_pixel(); row < rows; row += pixel_step()) {
    float* at = y + row * columns + column;
    Vector<lanes> value = load<lanes>(at);
    for (int l = 0; l < lanes; ++l)
      value.at[l] = math::activate(activation, value.at[l] + shift.at[l]);
    store<lanes>(at, value);
  }
}

/// dy *= slope(y); sums[blockIdx.x, column] = the sum over the block's rows, unless sums is null.
template <int lanes>
__global__ void activation_gradient(std::int64_t rows, int columns, Activation activation,
                                    const float* y, float* dy, double* sums) {
  const int column = channel_of_thread<lanes>();
  Vector<lanes> total = {};
  if (column < columns)
    for (std::int64_t row = first_pixel(); row < rows; row += pixel_step()) {
      const std::int64_t at = row * columns + column;
      Vector<lanes> slope = load<lanes>(dy + at);
      if (activation != Activation::linear) {
        const Vector<lanes> value = load<lanes>(y + at);
        for (int l = 0; l < lanes; ++l)
          slope.at[l] *= math::activation_slope(activation, value.at[l]);
        store<lanes>(dy + at, slope);
      }
      for (int l = 0; l < lanes; ++l) total.at[l] += slope.at[l];
    }
  if (!sums) return;  // true for all threads or none
  double wide[lanes];
  for (int l = 0; l < lanes; ++l) wide[l] = static_cast<double>(total.at[l]);
  column_sums(wide);
  if (column < columns && threadIdx.y == 0)
    for (int l = 0; l < lanes; ++l)
      sums[static_cast<std::int64_t>(blockIdx.x) * columns + column + l] = wide[l];
}

}  // namespace

BiasActivation::BiasActivation(Backend& backend, std::int64_t max_rows, std::int64_t columns,
                               bool bias, Activation activation)
    : columns_(columns), bias_(bias), activation_(activation) {
  if (!bias) return;
  std::int64_t blocks = 0;
  for (const bool is_aligned : {false, true}) {
    const Columns shape(columns, is_aligned);
    blocks = std::max<std::int64_t>(blocks, shape.stepping("", max_rows).grid.x);
  }
  sums_ = backend.allocate(static_cast<std::size_t>(blocks * columns) * sizeof(double));
}

void BiasActivation::forward(Stream& stream, std::int64_t rows, const float* bias, float* y) const {
  if (!bias_ && activation_ == Activation::linear) return;
  const Columns shape(columns_, aligned(y));
  with_lanes(shape, [&](auto lanes) {
    launch(stream, shape.stepping("bias_activation", rows), bias_activation<lanes.value>, rows,
           columns_, activation_, bias_ ? bias : nullptr, y);
  });
}

void BiasActivation::backward(Stream& stream, std::int64_t rows, const float* y, float* dy,
                              float* dbias) const {
  if (!bias_ && activation_ == Activation::linear) return;
  const Columns shape(columns_, aligned(y, dy));
  double* sums = sums_.as<double>();
  const Launch first = shape.stepping("activation_gradient", rows);
  with_lanes(shape, [&](auto lanes) {
    launch(stream, first, activation_gradient<lanes.value>, rows, columns_, activation_, y, dy,
           sums);
  });
  if (bias_) add_parts(stream, first.grid.x, sums, 0, nullptr, columns_, dbias);
}

}  // namespace canopy::cuda
