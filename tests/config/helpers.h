// Helpers of the config tests.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "config/reader.h"

namespace canopy::test {

/// The smallest valid config.
inline const char* const minimal =
    R"({"data": {"classes": {"a": "A", "b": "B"}}, "model": {"layers": [{"type": "flatten"}]}})";

/// The message of the Error(config) that reading throws; empty if it throws none.
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
