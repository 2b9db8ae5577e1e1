// Enums by their names: `name` is the enum's list of names, such as precision_name, which returns
// null after the last value.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace canopy {

/// All names, in the order of the values.
template <class E>
std::vector<std::string> names(const char* (*name)(E)) {
  std::vector<std::string> list;
  for (int value = 0; const char* text = name(static_cast<E>(value)); ++value)
    list.emplace_back(text);
  return list;
}

/// The value of this name, or nothing.
template <class E>
std::optional<E> value_named(const char* (*name)(E), std::string_view wanted) {
  for (int value = 0; const char* text = name(static_cast<E>(value)); ++value)
    if (text == wanted) return static_cast<E>(value);
  return std::nullopt;
}

}  // namespace canopy
