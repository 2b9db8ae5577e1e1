// Real recordings, if available: CANOPY_TEST_DATA names a folder of sound files.
#include <cstdlib>
#include <filesystem>

#include <catch2/catch_test_macros.hpp>

#include "audio/decoder.h"

using namespace canopy;
namespace fs = std::filesystem;

TEST_CASE("every real file decodes to its declared length") {
  const char* folder = std::getenv("CANOPY_TEST_DATA");
  if (!folder || !fs::is_directory(folder)) SKIP("CANOPY_TEST_DATA names no folder");
  std::size_t files = 0;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    const std::string extension = entry.path().extension().string();
    if (extension != ".flac" && extension != ".mp3" && extension != ".wav") continue;
    INFO(entry.path().string());
    Decoder decoder(entry.path().string());
    decoder.skip(std::int64_t{1} << 40);
    CHECK(decoder.info().frames == decoder.position());
    CHECK(decoder.position() > decoder.info().rate);  // all are longer than a second
    ++files;
  }
  CHECK(files > 0);
}
