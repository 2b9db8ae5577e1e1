// The output function with its loss and gradient, from logits, so that nothing overflows:
// binary: sigmoid with binary cross-entropy; categorical: softmax with cross-entropy; multi_label:
// each class is a binary one of its own, and an item's loss is the mean over the classes, as in
// Keras and PyTorch. Of the other two an item's loss is the sum over the classes of
//   target * (1 - p) ^ focal_gamma * -log p,  p the class's probability
// (focal loss, Lin et al. 2017), where the target is 1 for the label and 0 for the others, or,
// after mixup, `share` for the label and the rest for the partner; label_smoothing spreads that
// part of it evenly over all classes.
#pragma once

#include "base/task.h"
#include "ops/backend.h"

namespace canopy {

struct LossParams {
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
  // [classes], blended like the labels; multi_label: [classes, 2], of the items without and with
  // the class; null: all one
  const float* class_weights;
  float* probabilities;  // [n, outputs]
  float* loss;           // [n], each item's weighted loss; null: not wanted
  float* dlogits;        // [n, outputs], gradient of the MEAN over n; null: not wanted
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
