// What a network decides about a clip, and how one integer encodes a clip's classes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/host_device.h"

namespace canopy {

enum class Task {
  binary,       // one output: the probability of the positive class, the second of the two. A label
                // is 0 or 1
  categorical,  // one output per class, exactly one of which applies. A label is its number
  multi_label,  // one output per class, any number of which apply. A label has a bit for each
};

/// Classes of a multi-label set: a label is a 32-bit integer, and a negative one is invalid.
inline constexpr int max_labels = 31;

CANOPY_HD int outputs_of(Task task, int classes) {
  return task == Task::binary ? 1 : classes;
}

CANOPY_HD bool label_exists(Task task, std::int32_t label, int classes) {
  if (label < 0) return false;
  return task == Task::multi_label ? label >> classes == 0 : label < classes;
}

/// Whether a clip of this label is of class c.
CANOPY_HD bool label_has(Task task, std::int32_t label, int c) {
  return task == Task::multi_label ? (label >> c & 1) != 0 : label == c;
}

/// "binary", "categorical" or "multi_label".
const char* task_name(Task task);

/// The name of the label's class. With multi_label: the names of all its classes, in their order,
/// separated by `;` as in a manifest; empty for a label without classes.
std::string label_text(Task task, const std::vector<std::string>& classes, std::int32_t label);
/// The same for people: "none" for a label without classes.
std::string label_words(Task task, const std::vector<std::string>& classes, std::int32_t label);

/// A clip is classified as a class if the class's probability exceeds its threshold.
struct Thresholds {
  double common = 0.5;           // used where of_class is empty
  std::vector<double> of_class;  // one per class (multi-label models only), or empty

  Thresholds() = default;
  Thresholds(double all) : common(all) {}  // NOLINT: one number stands for all classes
  Thresholds(double all, std::vector<double> each) : common(all), of_class(std::move(each)) {}
  double of(std::size_t c) const { return of_class.empty() ? common : of_class[c]; }
};

}  // namespace canopy
