// The computed memory against the memory that a network really allocates.
#include <filesystem>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include "base/error.h"
#include "model/network_bench.h"
#include "support/emulated_device.h"
#include "support/places.h"

using namespace canopy;
using namespace canopy::test;

namespace {

/// Needs workspaces for a copy of its images in bf16, for a zero-padded copy in any precision, and
/// for sums.
ModelConfig hungry_model() {
  LayerConfig conv = layer(LayerKind::conv2d);
  conv.filters = 5;
  LayerConfig padded = conv;
  padded.kernel = {2, 2};
  padded.padding = Padding::same;
  LayerConfig dense = layer(LayerKind::dense);
  dense.units = 7;
  return {{conv, conv, padded, layer(LayerKind::flatten), dense}};
}

ModelConfig reference_model() {
  LayerConfig conv = layer(LayerKind::conv2d);
  conv.activation = Activation::relu;
  LayerConfig dense = layer(LayerKind::dense);
  dense.units = 128;
  return {{conv, conv, layer(LayerKind::flatten), dense}};
}

std::string device_error(Backend& backend, const ModelConfig& model, Image image,
                         const NetworkOptions& options) {
  try {
    const Network network(backend, model, image, options);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::device);
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("memory_bytes is what a network allocates, including the ops' workspaces") {
  const std::string id = GENERATE(from_range(device_ids()));
  const Precision precision = GENERATE(Precision::fp32, Precision::bf16);
  const bool training = GENERATE(false, true);
  const double clip_norm = GENERATE(0.0, 1.0);
  CAPTURE(id, precision_name(precision), training, clip_norm);
  BackendOptions of_device;
  of_device.precision = precision;
  TestDevice device = open_test_device(id, of_device);
  for (const ModelConfig& model : {small_model(), hungry_model()}) {
    NetworkOptions options = options_for(true, 16);
    options.training = training;
    options.clip_norm = clip_norm;
    const std::size_t before = device.backend->allocated_bytes();
    const Network network(*device.backend, model, {60, 80, 1}, options);
    const auto allocated = static_cast<double>(device.backend->allocated_bytes() - before);
    CHECK(static_cast<double>(network.memory_bytes()) <= allocated + 4096);
    CHECK(static_cast<double>(network.memory_bytes()) >= allocated - 16384);
  }
}

TEST_CASE("the largest batch that the error names fits, and no larger one does") {
  if (!std::filesystem::exists(emulated_module())) SKIP("the emulated device is not built");
  const Precision precision = GENERATE(Precision::fp32, Precision::bf16);
  const EmulatedReset reset;
  BackendOptions of_device;
  of_device.precision = precision;
  const std::unique_ptr<Backend> backend = open_emulated(of_device);
  emulated_controls().memory_bytes = emulated_controls().live_bytes + (40 << 20);
  NetworkOptions options = options_for(true, 400);
  const std::string message = device_error(*backend, hungry_model(), {60, 80, 1}, options);
  const std::string before = "the largest batch that fits is ";
  const std::size_t at = message.find(before);
  CAPTURE(message);
  REQUIRE(at != std::string::npos);
  options.max_items = std::stoi(message.substr(at + before.size()));
  CHECK(options.max_items > 1);
  CHECK(device_error(*backend, hungry_model(), {60, 80, 1}, options).empty());
  options.max_items += 1;
  CHECK_FALSE(device_error(*backend, hungry_model(), {60, 80, 1}, options).empty());
}

TEST_CASE("the reference network trains in 10.5 GB at batch 16") {
  if (!std::filesystem::exists(emulated_module())) SKIP("the emulated device is not built");
  const EmulatedReset reset;
  BackendOptions of_device;
  of_device.precision = Precision::automatic;
  const std::unique_ptr<Backend> backend = open_emulated(of_device);
  emulated_controls().memory_bytes = emulated_controls().live_bytes + (std::size_t{1} << 30);
  const std::string message =
      device_error(*backend, reference_model(), {1491, 257, 1}, options_for(true, 16));
  CAPTURE(message);
  REQUIRE(message.find("the network needs ") == 0);
  CHECK(std::stod(message.substr(18)) <= 10.5);
  CHECK(std::stod(message.substr(18)) >= 10.0);
}

TEST_CASE("a batch of more pixels than the ops support is an error in the config") {
  CANOPY_ON_EACH_DEVICE(device);
  try {
    const Network network(*device.backend, hungry_model(), {3000, 3000, 1}, options_for(true, 239));
    FAIL("the network was made");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::config);
    CHECK(std::string(error.what()) ==
          "/train/batch_size: expected at most 238 for images of 3000 x 3000, got 239");
  }
}
