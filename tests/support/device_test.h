// Runs op tests on every device in turn, and copies test data to and from it.
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
  /// A device buffer of `count` NaNs, which reveal elements that an op does not write.
  Buffer make(std::int64_t count);
  std::vector<float> get(const Buffer& buffer, std::int64_t count);
};

/// The ids of all available devices. With CANOPY_REQUIRE_DEVICE=cuda, tests fail if there is no
/// GPU.
std::vector<std::string> device_ids();
TestDevice open_test_device(const std::string& id, const BackendOptions& options = {});

/// `count` normally distributed numbers; the same seed gives the same numbers.
std::vector<float> random_floats(std::int64_t count, unsigned seed, float scale = 1.0f);

/// |got - want| / |want| in the Euclidean norm; infinity if a value is not finite or the sizes
/// differ. `want` is in double, because references are independent double-precision loops.
double relative_error(const std::vector<float>& got, const std::vector<double>& want);
std::vector<double> as_double(const std::vector<float>& values);

}  // namespace canopy::test

/// Runs the rest of the test once per device, with `device` a TestDevice.
#define CANOPY_ON_EACH_DEVICE(device)                                               \
  const std::string device##_id = GENERATE(from_range(canopy::test::device_ids())); \
  CAPTURE(device##_id);                                                             \
  canopy::test::TestDevice device = canopy::test::open_test_device(device##_id)
