// The committed configs, schema and reference.
#include <catch2/catch_test_macros.hpp>
#include <filesystem>

#include "base/files.h"
#include "config/reader.h"
#include "support/places.h"

using namespace canopy;

TEST_CASE("every committed config is valid") {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(test::source_file("configs"))) {
    const std::string path = entry.path().string();
    if (path.find(".schema.json") != std::string::npos) continue;
    CAPTURE(path);
    const Config config = read_config_file(path);
    const std::string text = write_config(config);
    CHECK(write_config(read_config_text(text)) == text);
    CHECK(config.output.name == entry.path().stem().string());
    ++count;
  }
  CHECK(count >= 3);
}

TEST_CASE("the committed schema and reference match the code") {
  const std::string root = test::source_file(".");
  // If these fail, run canopy_write_schema in the root of the repository and commit its output.
  CHECK(read_file(root + "/configs/canopy.schema.json") == config_schema());
  CHECK(read_file(root + "/docs/config.md") == config_reference());
}
