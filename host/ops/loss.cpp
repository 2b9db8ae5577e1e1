#include "ops/loss.h"

#include <stdexcept>

namespace canopy {

void check_loss(const LossParams& p) {
  if (p.max_items < 1) throw std::invalid_argument("loss: max_items must be at least 1");
  if (p.task == Task::binary ? p.classes != 2 : p.classes < 1)
    throw std::invalid_argument("loss: a binary loss needs 2 classes, all others at least 1");
  if (p.task == Task::multi_label && p.classes > max_labels)
    throw std::invalid_argument("loss: a label cannot hold more than 31 classes");
  if (!(p.focal_gamma >= 0 && p.label_smoothing >= 0 && p.label_smoothing <= 1))
    throw std::invalid_argument(
        "loss: focal_gamma must not be negative and label_smoothing must be in [0, 1]");
}

}  // namespace canopy
