// JSON text -> a tree. Strict: invalid JSON and duplicate keys, which would be lost silently, are
// errors.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "config/problems.h"

namespace canopy {

using Json = nlohmann::ordered_json;  // keeps the order of the keys, which numbers the classes

/// Max nesting depth of objects and lists.
inline constexpr int max_json_depth = 64;

/// Parses a whole text, with or without a byte-order mark. Duplicate keys are added to `problems`
/// with their pointers, which start with `pointer`; the first value is kept. Throws Error(config)
/// for a syntax error ("source:line:column: reason") and for nesting beyond max_json_depth.
Json parse_json(std::string_view text, const std::string& source, Problems& problems,
                const std::string& pointer = "");

/// The value as error messages show it: compact JSON on one line, truncated if it is long.
std::string shown(const Json& value);

}  // namespace canopy
