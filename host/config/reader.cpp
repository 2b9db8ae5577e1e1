#include "config/reader.h"

#include "base/error.h"
#include "base/files.h"
#include "config/checks.h"
#include "config/field_reader.h"
#include "config/overrides.h"

namespace canopy {
namespace {

Config read(const std::string& text, const std::string& source,
            const std::vector<Override>& overrides, bool to_train) {
  Problems problems;
  Json document = parse_json(text, source, problems);
  apply_overrides(document, overrides, problems);
  Config config;
  read_fields(config_fields(config), document, problems);
  check_config(config, problems);
  if (to_train) check_training(config, problems);
  problems.raise();
  return config;
}

}  // namespace

Config read_config_file(const std::string& path, const std::vector<Override>& overrides) {
  std::string text;
  try {
    text = read_file(path);
  } catch (const Error& error) {
    throw Error(ErrorKind::config, error.what());
  }
  return read(text, path, overrides, true);
}

Config read_config_text(const std::string& json, const std::vector<Override>& overrides) {
  return read(json, "config", overrides, true);
}

Config read_stored_config(const std::string& json) {
  return read(json, "config", {}, false);
}

}  // namespace canopy
