#include "train/class_weights.h"

namespace canopy {

std::vector<float> balanced_weights(const ClipSet& set, const std::vector<std::int32_t>& clips) {
  const auto items = static_cast<double>(clips.size());
  std::vector<double> counts(set.classes.size(), 0.0);
  for (std::int32_t clip : clips)
    set.visit_classes(set.clips[static_cast<std::size_t>(clip)],
                      [&](std::size_t c) { counts[c] += 1; });
  std::vector<float> weights;
  for (double count : counts)
    if (set.task == Task::multi_label)
      for (const double side : {items - count, count})
        weights.push_back(static_cast<float>(side > 0 ? items / (2 * side) : 0));
    else
      weights.push_back(static_cast<float>(items / (static_cast<double>(counts.size()) * count)));
  return weights;
}

}  // namespace canopy
