// The resampler compared with soxr on real clips, by tools/compare_resampler.py. Needs
// CANOPY_TEST_DATA (the folder of clips), CANOPY_ORACLE_PYTHON (a Python with numpy, soundfile and
// soxr) and the program canopy_resample; skipped without them.
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "support/places.h"

namespace {

TEST_CASE("Resample: real clips agree with soxr to 60 dB") {
  const char* data = std::getenv("CANOPY_TEST_DATA");
  const char* python = std::getenv("CANOPY_ORACLE_PYTHON");
  const auto program = canopy::test::program("canopy_resample");
  if (!data || !python) SKIP("CANOPY_TEST_DATA or CANOPY_ORACLE_PYTHON is not set");
  if (!std::filesystem::exists(program)) SKIP("canopy_resample is not built");
  const std::string command = std::string("\"") + python + "\" \"" +
                              canopy::test::source_file("tools/compare_resampler.py") + "\" \"" +
                              data + "\" --program \"" + program + "\" --min-db 60 --limit 60";
  CAPTURE(command);
  CHECK(std::system(command.c_str()) == 0);
}

}  // namespace
