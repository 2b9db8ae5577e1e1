// The output function with its loss and gradient, from logits, so that nothing overflows:
// binary: sigmoid with binary cross-entropy; categorical: softmax with cross-entropy.
#pragma once

#include "ops/backend.h"

namespace canopy {

enum class LossKind { binary, categorical };

struct LossParams {
  LossKind kind = LossKind::binary;
  int classes = 2;  // labels are 0 .. classes-1; binary: 2
  int max_items = 1;
  int outputs() const { return kind == LossKind::binary ? 1 : classes; }
};

struct LossTensors {
  const float* logits;         // [n, outputs]
  const std::int32_t* labels;  // [n]; null: only probabilities are written
  const float* class_weights;  // [classes]; null: all one
  float* probabilities;        // [n, outputs]
  float* loss;                 // [n], each item's weighted loss; null: not wanted
  float* dlogits;              // [n, outputs], gradient of the MEAN over n; null: not wanted
};

class Loss {
 public:
  virtual ~Loss() = default;
  virtual void run(Stream&, int n, const LossTensors& t) = 0;
};

}  // namespace canopy
