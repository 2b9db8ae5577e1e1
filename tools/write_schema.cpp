// Writes configs/canopy.schema.json and docs/config.md, which are committed, from the description
// of the config in host/config. Usage: canopy_write_schema [ROOT]   (the repository; default: .)
#include <cstdio>
#include <string>

#include "base/error.h"
#include "base/files.h"
#include "config/reader.h"

int main(int argc, char** argv) {
  if (argc > 2) {
    std::fprintf(stderr, "usage: canopy_write_schema [ROOT]\n");
    return 2;
  }
  const std::string root = argc > 1 ? argv[1] : ".";
  try {
    canopy::write_file(root + "/configs/canopy.schema.json", canopy::config_schema());
    canopy::make_folders(root + "/docs");
    canopy::write_file(root + "/docs/config.md", canopy::config_reference());
  } catch (const canopy::Error& error) {
    std::fprintf(stderr, "%s\n", canopy::format_error(error).c_str());
    return canopy::exit_code(error.kind());
  }
  return 0;
}
