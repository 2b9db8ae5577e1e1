#include "base/task.h"

namespace canopy {

const char* task_name(Task task) {
  switch (task) {
    case Task::binary:
      return "binary";
    case Task::categorical:
      return "categorical";
    case Task::multi_label:
      break;
  }
  return "multi_label";
}

std::string label_text(Task task, const std::vector<std::string>& classes, std::int32_t label) {
  if (task != Task::multi_label) return classes[static_cast<std::size_t>(label)];
  std::string text;
  for (std::size_t c = 0; c < classes.size(); ++c)
    if (label_has(task, label, static_cast<int>(c))) text += (text.empty() ? "" : ";") + classes[c];
  return text;
}

std::string label_words(Task task, const std::vector<std::string>& classes, std::int32_t label) {
  const std::string text = label_text(task, classes, label);
  return text.empty() ? "none" : text;
}

}  // namespace canopy
