#include "config/overrides.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/error.h"

namespace canopy {
namespace {

/// "/a/b~1c" -> "a", "b/c"; nothing if a ~ is not followed by 0 or 1.
std::optional<std::vector<std::string>> tokens(const std::string& pointer) {
  std::vector<std::string> list;
  for (std::size_t i = 0; i < pointer.size(); ++i) {
    if (pointer[i] == '/') {
      list.emplace_back();
    } else if (pointer[i] == '~') {
      const char next = i + 1 < pointer.size() ? pointer[i + 1] : ' ';
      if (next != '0' && next != '1') return std::nullopt;
      list.back() += next == '0' ? '~' : '/';
      ++i;
    } else {
      list.back() += pointer[i];
    }
  }
  return list;
}

bool is_index(const std::string& token) {
  return !token.empty() && token.size() < 10 &&
         std::all_of(token.begin(), token.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
         (token == "0" || token[0] != '0');
}

/// The value as JSON; text that is not valid JSON, such as nan or 1.2.3, is a string.
Json parse_value(const Override& override, Problems& problems) {
  if (!Json::accept(override.value)) return override.value;
  return parse_json(override.value, "--set " + pointer_name(override.pointer), problems,
                    override.pointer);
}

bool valid_utf8(const std::string& text) {
  try {
    static_cast<void>(Json(text).dump());
    return true;
  } catch (const nlohmann::json::exception&) {
    return false;
  }
}

void apply(Json& document, const Override& override, Problems& problems) {
  const auto path = tokens(override.pointer);
  if (!path || static_cast<int>(path->size()) > max_json_depth || !valid_utf8(override.pointer)) {
    problems.add(
        valid_utf8(override.pointer) ? override.pointer : "--set",
        fmt::format("expected a JSON pointer (UTF-8, ~ written as ~0, / in a key written as ~1, at "
                    "most {} levels deep)",
                    max_json_depth));
    return;
  }
  if (!valid_utf8(override.value)) {
    problems.add(override.pointer, "expected text in UTF-8");
    return;
  }
  Json* at = &document;
  std::string pointer;
  for (const std::string& token : *path) {
    if (at->is_null()) *at = Json::object();  // switches an optional section on
    if (at->is_array()) {
      const std::size_t size = at->size();
      const std::size_t index = is_index(token) ? std::stoul(token) : size + 1;
      if (token != "-" && index >= size) {
        problems.add(join_pointer(pointer, token),
                     fmt::format("no such element in a list of length {}; - appends one", size));
        return;
      }
      at = token == "-" ? &at->emplace_back(nullptr) : &(*at)[index];
    } else if (at->is_object()) {
      at = &(*at)[token];
    } else {
      problems.add(pointer,
                   fmt::format("expected an object, to set its key {}, got {}", token, shown(*at)));
      return;
    }
    pointer = join_pointer(pointer, token);
  }
  *at = parse_value(override, problems);
}

}  // namespace

Override parse_override(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || text[0] != '/')
    throw Error(ErrorKind::usage, "--set: expected /pointer=value, got " + text);
  return {text.substr(0, equals), text.substr(equals + 1)};
}

void apply_overrides(Json& document, const std::vector<Override>& overrides, Problems& problems) {
  for (const Override& override : overrides) apply(document, override, problems);
}

}  // namespace canopy
