// The errors found so far in a config, each at a JSON pointer (RFC 6901).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace canopy {

/// "/a" and "b/c" -> "/a/b~1c".
std::string join_pointer(const std::string& pointer, std::string_view token);

/// The pointer as a line of a message shows it: control characters as \u00XX, "config" for the
/// whole document (whose pointer is the empty text).
std::string pointer_name(const std::string& pointer);

class Problems {
 public:
  /// message: what was expected and what was found, without the pointer.
  void add(const std::string& pointer, const std::string& message);
  bool empty() const { return lines_.empty(); }
  /// True when nothing at this pointer, within it or around it has failed: a rule over several
  /// values says nothing about values that could not be read.
  bool clean(const std::string& pointer) const;
  /// Throws Error(config) with a line a problem; returns when there is none.
  void raise() const;

 private:
  std::vector<std::string> pointers_, lines_;
};

}  // namespace canopy
