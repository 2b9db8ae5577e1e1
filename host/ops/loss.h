// The output function with its loss and gradient, computed from logits so that nothing overflows.
// binary: sigmoid with binary cross-entropy; categorical: softmax with cross-entropy. An item's
// loss is the sum over the classes of
//   target * (1 - p) ^ focal_gamma * -log p,  p being the class's probability
// (focal loss, Lin et al. 2017). The target is 1 for the label and 0 for all others, or, after
// mixup, `share` for the label and the rest for the partner; label_smoothing spreads that fraction
// evenly over all classes. multi_label: each class has a binary loss of its own, and an item's loss
// is their mean, as in Keras and PyTorch.
#pragma once

#include "base/task.h"
#include "ops/backend.h"
#include "ops/check.h"

namespace canopy {

struct LossParams {
  static constexpr const char* op = "loss";
  Task task = Task::binary;
  int classes = 2;  // binary: 2; multi_label: at most max_labels
  int max_items = 1;
  float focal_gamma = 0;      // 0: plain cross-entropy
  float label_smoothing = 0;  // 0 .. 1
  int outputs() const { return outputs_of(task, classes); }
};

struct LossTensors {
  const float* logits;         // [n, outputs]
  const std::int32_t* labels;  // [n], see base/task.h; null: only probabilities are written
  // [classes], blended like the labels; multi_label: [classes, 2], the weights of items without
  // and with the class; null: all 1
  const float* class_weights;
  float* probabilities;  // [n, outputs]
  float* loss;           // [n], each item's weighted loss; null: not written
  float* dlogits;        // [n, outputs], gradient of the MEAN over n; null: not written
  const std::int32_t* partners = nullptr;  // [n], what mixup blended in; null: nothing
  const float* shares = nullptr;           // [n], the label's own share; null: 1
};

class Loss {
 public:
  virtual ~Loss() = default;
  virtual void run(Stream&, int n, const LossTensors& t) = 0;
};

/// Throws std::invalid_argument for parameters that every backend refuses.
void check_loss(const LossParams& params);

}  // namespace canopy
