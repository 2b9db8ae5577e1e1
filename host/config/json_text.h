// JSON text -> a tree, strictly: what JSON forbids and what would be silently lost is an error.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "config/problems.h"

namespace canopy {

using Json = nlohmann::ordered_json;  // keeps the order of the keys: classes have one

/// Objects and lists within one another, at most.
inline constexpr int max_json_depth = 64;

/// Parses a whole text (a byte-order mark is allowed). Duplicate keys are added to `problems` with
/// their pointer, below `pointer`, and reading goes on with the first one. A syntax error or
/// nesting over max_json_depth throws Error(config): "source:line:column: what".
Json parse_json(std::string_view text, const std::string& source, Problems& problems,
                const std::string& pointer = "");

/// The value as an error message shows it: compact JSON on one line, cut short when long.
std::string shown(const Json& value);

}  // namespace canopy
