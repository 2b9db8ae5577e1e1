#include "ops/batch_norm.h"

#include <stdexcept>

namespace canopy {

void check_batch_norm(const BatchNormParams& p) {
  check_images(p.op, p.input, p.max_items);
  if (p.activation != Activation::linear && p.activation != Activation::relu)
    throw std::invalid_argument("batch_norm: the activation must be linear or relu");
}

}  // namespace canopy
