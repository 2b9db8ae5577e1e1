#include "ops/metrics.h"

#include <stdexcept>

namespace canopy {

void check_metrics(const MetricsParams& p) {
  if (p.max_items < 1) throw std::invalid_argument("metrics: max_items must be at least 1");
  if (p.task == Task::binary ? p.classes != 2 : p.classes < 1)
    throw std::invalid_argument(
        "metrics: a binary network needs 2 classes, all others at least 1");
  if (p.task == Task::multi_label && p.classes > max_labels)
    throw std::invalid_argument("metrics: a label cannot hold more than 31 classes");
}

std::size_t confusion_cells(Task task, int classes) {
  const auto n = static_cast<std::size_t>(classes);
  return task == Task::multi_label ? 4 * n : n * n;
}

}  // namespace canopy
