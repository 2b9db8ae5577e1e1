#include "ops/dense.h"

#include <stdexcept>

#include <fmt/format.h>

namespace canopy {

void check_dense(const DenseParams& p) {
  if (p.inputs < 1 || p.units < 1 || p.max_items < 1)
    throw std::invalid_argument("dense: inputs, units and max_items must be at least 1");
  check_columns(p.op, "units", p.units);
  if (p.deferred_update && p.max_items > dense_norm_items)
    throw std::invalid_argument(
        fmt::format("dense: a deferred update is limited to {} items, but max_items is {}",
                    dense_norm_items, p.max_items));
}

void check_deferred_run(const DenseParams& p, int n) {
  if (!p.deferred_update)
    throw std::invalid_argument("dense: backward_norm and update need deferred_update");
  check_items(p, n);
}

}  // namespace canopy
