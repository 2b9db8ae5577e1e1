// A failing device: a message, exit code 6, and an unchanged last checkpoint.
#include <filesystem>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "base/error.h"
#include "base/files.h"
#include "flow/emulated_run.h"
#include "support/temporary_folder.h"
#include "support/tiny_run.h"
#include "train/checkpoint.h"

using namespace canopy;
using namespace canopy::test;
namespace fs = std::filesystem;

namespace {

/// Returns the message of the Error(device) that ends the run.
std::string device_error(const std::string& config, const std::vector<std::string>& settings,
                         bool resume = false) {
  try {
    train_emulated(config, settings, resume);
  } catch (const Error& error) {
    CHECK(exit_code(error.kind()) == 6);
    return error.what();
  }
  FAIL("the run did not fail");
  return "";
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE(
    "a fault during a run does not change the last checkpoint, from which the run can be resumed") {
  const EmulatedReset reset;
  const TemporaryFolder folder("flow-fault");
  const std::string config = write_tiny_run(folder.path(), 4);
  REQUIRE(train_emulated(config, {"/output/name=whole"}) == 0);
  const std::string whole = weights_of(folder.file("results/whole/model.safetensors"));

  REQUIRE(train_emulated(config, {"/output/name=faulty", "/train/epochs=2"}) == 0);
  const std::string checkpoints = folder.file("results/faulty/checkpoints");
  const std::string newest = newest_checkpoint(checkpoints);
  const std::string before = read_file(newest);
  emulated::Controls& controls = emulated_controls();
  std::string message;
  SECTION("a kernel fails") {
    controls.fail_kernel = 40;
    message = device_error(config, {"/output/name=faulty"}, true);
    CHECK(has(message, "an illegal memory access"));
  }
  SECTION("a launch fails") {
    controls.fail_launch = 40;
    message = device_error(config, {"/output/name=faulty"}, true);
    CHECK(has(message, "cudaErrorLaunchFailure"));
  }
  SECTION("the device is lost") {
    controls.lose_device = 300;
    message = device_error(config, {"/output/name=faulty"}, true);
    CHECK(has(message, "the device is lost"));
  }
  SECTION("out of memory") {
    controls.fail_allocation = 12;
    message = device_error(config, {"/output/name=faulty"}, true);
    CHECK(has(message, "memory"));
  }
  CHECK(newest_checkpoint(checkpoints) == newest);
  CHECK(read_file(newest) == before);

  const EmulatedReset repaired;
  REQUIRE(train_emulated(config, {"/output/name=faulty"}, true) == 0);
  CHECK(weights_of(folder.file("results/faulty/model.safetensors")) == whole);
}

TEST_CASE("the error for a network that does not fit gives the largest batch size that would") {
  const EmulatedReset reset;
  const TemporaryFolder folder("flow-memory");
  const std::string config = write_tiny_run(folder.path(), 1);
  emulated_controls().memory_bytes = 400 << 10;
  const std::string message = device_error(config, {"/train/batch_size=64"});
  CHECK(has(message, "the network needs "));
  CHECK(has(message, " free; the largest batch that fits is "));
  CHECK_FALSE(fs::exists(folder.file("results")));
}

TEST_CASE("any allocation of a run may fail") {
  const TemporaryFolder folder("flow-allocations");
  const std::string config = write_tiny_run(folder.path(), 1, 3);
  const EmulatedReset reset;
  REQUIRE(train_emulated(config) == 0);
  const std::uint64_t live = emulated_controls().live_bytes;
  int failed = 0;
  for (std::uint64_t nth = 1;; nth += 1 + nth / 8) {
    CAPTURE(nth);
    emulated_controls().fail_allocation = nth;
    try {
      train_emulated(config);
      break;  // fewer allocations than that
    } catch (const Error& error) {
      CHECK(exit_code(error.kind()) == 6);
      CHECK(has(error.what(), "memory"));
    }
    CHECK(emulated_controls().live_bytes == live);  // no memory leaked
    ++failed;
  }
  CHECK(failed > 15);
}
