// Bias and activation after a matrix product y[rows, columns], in place; in backward, the
// activation's slope and the bias gradient. Rows are the pixels of a batch of images or the items
// of a dense layer's batch.
#pragma once

#include "ops/backend.h"
#include "ops/tensor.h"

namespace canopy::cuda {

class BiasActivation {
 public:
  /// Allocates memory for backward's sums from the backend; without a bias none is needed.
  BiasActivation(Backend& backend, std::int64_t max_rows, std::int64_t columns, bool bias,
                 Activation activation);

  /// y = activation(y + bias).
  void forward(Stream& stream, std::int64_t rows, const float* bias, float* y) const;
  /// dy *= the activation's slope, computed from y; dbias = the column sums of the new dy.
  void backward(Stream& stream, std::int64_t rows, const float* y, float* dy, float* dbias) const;

 private:
  std::int64_t columns_;
  bool bias_;
  Activation activation_;
  Buffer sums_;  // [blocks, columns] in double
};

}  // namespace canopy::cuda
