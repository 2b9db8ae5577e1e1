#include <filesystem>

#include <catch2/catch_test_macros.hpp>

#include "base/machine.h"
#include "devices/devices.h"
#include "support/emulated_device.h"
#include "support/places.h"

using namespace canopy;
using namespace canopy::test;

TEST_CASE("a GPU's clips are decoded by the requested number of threads") {
  if (!std::filesystem::exists(emulated_module())) SKIP("the emulated device is not built");
  const std::unique_ptr<Backend> gpu = open_emulated();
  CHECK(decoding_threads(*gpu, 3) == 3);
  CHECK(decoding_threads(*gpu, 0) == usable_threads());
  BackendOptions two;
  two.threads = 2;
  CHECK(decoding_threads(*open_device("cpu", two), 3) == 2);
}
