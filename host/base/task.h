// What a network decides about a clip, and how one integer says what a clip is.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/host_device.h"

namespace canopy {

enum class Task {
  binary,       // one output: is it the positive class, the second of two? A label is 0 or 1
  categorical,  // an output a class: which one of them is it? A label is its number
  multi_label,  // an output a class: which of them are there, none to all? A label has their bits
};

/// With multi_label: a label is an integer like the others', whose sign tells what is no label.
inline constexpr int most_labels = 31;

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

/// The name of the label's class; with multi_label all names, in the order of the classes, with
/// `;` between them as in a manifest, and nothing where it has none.
std::string label_text(Task task, const std::vector<std::string>& classes, std::int32_t label);
/// The same for people: "none" where there is none.
std::string label_words(Task task, const std::vector<std::string>& classes, std::int32_t label);

/// What the probability of a class must exceed.
struct Thresholds {
  double common = 0.5;           // of the classes that have none of their own
  std::vector<double> of_class;  // empty, or one a class: of a multi-label model alone

  Thresholds() = default;
  Thresholds(double all) : common(all) {}  // NOLINT: a number is one for all classes
  Thresholds(double all, std::vector<double> each) : common(all), of_class(std::move(each)) {}
  double of(std::size_t c) const { return of_class.empty() ? common : of_class[c]; }
};

}  // namespace canopy
