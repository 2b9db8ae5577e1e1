// The output function with its loss and gradient, from logits, so that nothing overflows:
// binary: sigmoid with binary cross-entropy; categorical: softmax with cross-entropy. An item's
// loss is the sum over the classes of
//   target * (1 - p) ^ focal_gamma * -log p,  p the class's probability
// (focal loss, Lin et al. 2017), where the target is 1 for the label and 0 for the others, or,
// after mixup, `share` for the label and the rest for the partner; label_smoothing spreads that
// part of it evenly over all classes.
#pragma once

#include "ops/backend.h"

namespace canopy {

enum class LossKind { binary, categorical };

struct LossParams {
  LossKind kind = LossKind::binary;
  int classes = 2;  // labels are 0 .. classes-1; binary: 2
  int max_items = 1;
  float focal_gamma = 0;      // 0: plain cross-entropy
  float label_smoothing = 0;  // 0 .. 1
  int outputs() const { return kind == LossKind::binary ? 1 : classes; }
};

struct LossTensors {
  const float* logits;         // [n, outputs]
  const std::int32_t* labels;  // [n]; null: only probabilities are written
  const float* class_weights;  // [classes], blended like the labels; null: all one
  float* probabilities;        // [n, outputs]
  float* loss;                 // [n], each item's weighted loss; null: not wanted
  float* dlogits;              // [n, outputs], gradient of the MEAN over n; null: not wanted
  const std::int32_t* partners = nullptr;  // [n], what mixup blended in; null: nothing
  const float* shares = nullptr;           // [n], the label's own share; null: 1
};

class Loss {
 public:
  virtual ~Loss() = default;
  virtual void run(Stream&, int n, const LossTensors& t) = 0;
};

void check_loss(const LossParams& params);  // throws std::invalid_argument

}  // namespace canopy
