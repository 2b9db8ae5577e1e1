// host/ never sees a CUDA header: everything of CUDA's is behind the loadable module.
#include <filesystem>
#include <regex>

#include <catch2/catch_test_macros.hpp>

#include "base/files.h"
#include "support/places.h"

TEST_CASE("no file of host/ includes a CUDA header") {
  const std::string host = canopy::test::source_file("host");
  if (!std::filesystem::exists(host)) SKIP("the sources are not here");
  const std::regex cuda(R"re(#\s*include\s*[<"](cuda|cudnn|cufft|cublas|nv|cub/|thrust/))re");
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(host)) {
    const std::string extension = entry.path().extension().string();
    if (extension != ".h" && extension != ".cpp") continue;
    CAPTURE(entry.path().string());
    CHECK_FALSE(std::regex_search(canopy::read_file(entry.path().string()), cuda));
    ++files;
  }
  CHECK(files > 100);
}
