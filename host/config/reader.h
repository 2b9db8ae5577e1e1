// JSON text -> Config, with every error at once.
#pragma once

#include <string>
#include <vector>

#include "config/config.h"

namespace canopy {

/// One `--set /pointer=value`; value is JSON, or a plain string where it does not parse as JSON.
struct Override {
  std::string pointer;
  std::string value;
};

/// Splits "/train/epochs=8". Throws Error(usage) when there is no '=' or no leading '/'.
Override parse_override(const std::string& text);

/// Reads a config file. Throws Error(config) whose message has one line an error:
/// "/train/epochs: expected an integer >= 1, got -1". Nothing is touched on disk.
Config read_config_file(const std::string& path, const std::vector<Override>& overrides = {});
Config read_config_text(const std::string& json, const std::vector<Override>& overrides = {});
/// The config that a model was trained by. Rules that only a run must keep are passed over.
Config read_stored_config(const std::string& json);

/// The config with every default written out; reading it again gives the same config.
std::string write_config(const Config& config);

/// The JSON Schema (draft 2020-12) of the config.
std::string config_schema();

/// The config reference as Markdown: a table a section.
std::string config_reference();

}  // namespace canopy
