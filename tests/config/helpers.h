// What the config tests share.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "config/reader.h"

namespace canopy::test {

/// The least that is a config.
inline const char* const least =
    R"({"data": {"classes": {"a": "A", "b": "B"}}, "model": {"layers": [{"type": "flatten"}]}})";

/// The message of the Error(config) that reading ends in; empty when it reads.
inline std::string error_of(const std::string& json, const std::vector<Override>& sets = {}) {
  try {
    read_config_text(json, sets);
    return "";
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::config) return "not a config error";
    return error.what();
  }
}

}  // namespace canopy::test
