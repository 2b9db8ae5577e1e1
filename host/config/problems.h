// The errors found so far in a config, each at a JSON pointer (RFC 6901).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace canopy {

/// "/a" and "b/c" -> "/a/b~1c".
std::string join_pointer(const std::string& pointer, std::string_view token);

/// The pointer as messages show it: with control characters as \u00XX; "config" for the whole
/// document, whose pointer is empty.
std::string pointer_name(const std::string& pointer);

class Problems {
 public:
  /// message: what was expected and what was found, without the pointer.
  void add(const std::string& pointer, const std::string& message);
  bool empty() const { return lines_.empty(); }
  /// True if there is no problem at this pointer, within it or at what contains it. Rules over
  /// several values are checked only if all of them could be read.
  bool clean(const std::string& pointer) const;
  /// Throws Error(config) with one line per problem, if there are any.
  void raise() const;

 private:
  std::vector<std::string> pointers_, lines_;
};

}  // namespace canopy
