// Runs op tests over every device in turn, and moves test data to and from it.
#pragma once

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "ops/backend.h"

namespace canopy::test {

/// The device under test with one stream.
struct TestDevice {
  std::string id;
  std::unique_ptr<Backend> backend;
  std::unique_ptr<Stream> stream;

  /// A device buffer holding `values`.
  Buffer put(const std::vector<float>& values);
  Buffer put(const std::vector<std::int32_t>& values);
  /// A device buffer of `count` floats, each NaN: what an op forgets to write shows.
  Buffer make(std::int64_t count);
  std::vector<float> get(const Buffer& buffer, std::int64_t count);
};

/// The ids of every device here. CANOPY_REQUIRE_DEVICE=cuda makes its absence a test failure.
std::vector<std::string> device_ids();
TestDevice open_test_device(const std::string& id, const BackendOptions& options = {});

/// `count` normal numbers, the same for the same seed.
std::vector<float> random_floats(std::int64_t count, unsigned seed, float scale = 1.0f);

/// |got - want| / |want| in the Euclidean norm; infinity when a value is not finite or the sizes
/// differ. `want` is in double: references are double-precision loops of their own.
double relative_error(const std::vector<float>& got, const std::vector<double>& want);
std::vector<double> as_double(const std::vector<float>& values);

}  // namespace canopy::test

/// Runs the block that follows once per device, with `device` a TestDevice.
#define CANOPY_ON_EACH_DEVICE(device)                                               \
  const std::string device##_id = GENERATE(from_range(canopy::test::device_ids())); \
  CAPTURE(device##_id);                                                             \
  canopy::test::TestDevice device = canopy::test::open_test_device(device##_id)
