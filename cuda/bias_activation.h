// What follows a product y[rows, columns] in place: a bias for each column and the activation, and
// on the way back the activation's slope and the bias's gradient. Rows are the pixels of an image
// batch or the items of a dense layer's.
#pragma once

#include "ops/backend.h"
#include "ops/tensor.h"

namespace canopy::cuda {

class BiasActivation {
 public:
  /// Room for the sums of backward comes from the backend's memory, taken here; none is needed
  /// without a bias.
  BiasActivation(Backend& backend, std::int64_t max_rows, std::int64_t columns, bool bias,
                 Activation activation);

  /// y = activation(y + bias).
  void forward(Stream& stream, std::int64_t rows, const float* bias, float* y) const;
  /// dy *= the activation's slope, told from y; dbias = the columns' sums of that.
  void backward(Stream& stream, std::int64_t rows, const float* y, float* dy, float* dbias) const;

 private:
  std::int64_t columns_;
  bool bias_;
  Activation activation_;
  Buffer sums_;  // [blocks, columns] in double
};

}  // namespace canopy::cuda
