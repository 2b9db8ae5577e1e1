// JSON text -> Config. All errors are reported at once.
#pragma once

#include <string>
#include <vector>

#include "config/config.h"

namespace canopy {

/// One `--set /pointer=value`; the value is JSON, or a plain string if it is not valid JSON.
struct Override {
  std::string pointer;
  std::string value;
};

/// Splits "/train/epochs=8". Throws Error(usage) if there is no '=' or no leading '/'.
Override parse_override(const std::string& text);

/// Reads a config file. Throws Error(config) whose message has one line per error:
/// "/train/epochs: expected an integer >= 1, got -1".
Config read_config_file(const std::string& path, const std::vector<Override>& overrides = {});
Config read_config_text(const std::string& json, const std::vector<Override>& overrides = {});
/// Reads the config that is stored in a model. The rules of check_training are not checked.
Config read_stored_config(const std::string& json);

/// The config with every default written out; reading it again gives the same config.
std::string write_config(const Config& config);

/// The JSON Schema (draft 2020-12) of the config.
std::string config_schema();

/// The config reference in Markdown, one table per section.
std::string config_reference();

}  // namespace canopy
