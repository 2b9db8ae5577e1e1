// `--device cuda` on a machine without a GPU: one line, exit code 6 and no files.
#include <algorithm>
#include <filesystem>

#include <catch2/catch_test_macros.hpp>

#include "devices/devices.h"
#include "support/program.h"
#include "support/temporary_folder.h"
#include "support/tiny_run.h"

using namespace canopy;
using namespace canopy::test;

TEST_CASE("option --device cuda without a GPU prints one line and exits with code 6") {
  if (why_no_cuda().empty()) SKIP("there is a GPU here");
  const TemporaryFolder folder("no-gpu");
  const std::string config = write_tiny_run(folder.path(), 1);
  const ProgramRun result = run_trainer({"--config", config, "--device", "cuda"});
  CHECK(result.code == 6);
  CHECK(result.out.empty());
  CHECK(result.err.rfind("error[device]: cuda: cannot be opened: ", 0) == 0);
  CHECK(result.err.find("; use --device cpu to run on the CPU\n") != std::string::npos);
  CHECK(std::count(result.err.begin(), result.err.end(), '\n') == 1);
  CHECK_FALSE(std::filesystem::exists(folder.file("results")));
}
