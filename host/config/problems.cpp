#include "config/problems.h"

#include <fmt/format.h>

#include "base/error.h"

namespace canopy {
namespace {

bool within(const std::string& inner, const std::string& outer) {
  return inner.rfind(outer, 0) == 0 && (inner.size() == outer.size() || inner[outer.size()] == '/');
}

}  // namespace

std::string join_pointer(const std::string& pointer, std::string_view token) {
  std::string joined = pointer + '/';
  for (char c : token) {
    if (c == '~')
      joined += "~0";
    else if (c == '/')
      joined += "~1";
    else
      joined += c;
  }
  return joined;
}

std::string pointer_name(const std::string& pointer) {
  if (pointer.empty()) return "config";
  std::string name;
  for (char c : pointer) {
    const unsigned code = static_cast<unsigned char>(c);
    if (code < 0x20 || code == 0x7f)
      name += fmt::format("\\u{:04x}", code);
    else
      name += c;
  }
  return name;
}

void Problems::add(const std::string& pointer, const std::string& message) {
  pointers_.push_back(pointer);
  lines_.push_back(pointer_name(pointer) + ": " + message);
}

bool Problems::clean(const std::string& pointer) const {
  for (const std::string& bad : pointers_)
    if (within(bad, pointer) || within(pointer, bad)) return false;
  return true;
}

void Problems::raise() const {
  std::string message;
  for (const std::string& line : lines_) message += (message.empty() ? "" : "\n") + line;
  if (!message.empty()) throw Error(ErrorKind::config, message);
}

}  // namespace canopy
