#include "support/device_test.h"

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>

#include "devices/devices.h"
#include "support/emulated_device.h"
#include "support/places.h"

namespace canopy::test {

Buffer TestDevice::put(const std::vector<float>& values) {
  Buffer buffer = allocate_floats(*backend, static_cast<std::int64_t>(values.size()));
  backend->upload(*stream, buffer.data(), values.data(), buffer.bytes());
  stream->synchronize();
  return buffer;
}

Buffer TestDevice::put(const std::vector<std::int32_t>& values) {
  Buffer buffer = backend->allocate(values.size() * sizeof(std::int32_t));
  backend->upload(*stream, buffer.data(), values.data(), buffer.bytes());
  stream->synchronize();
  return buffer;
}

Buffer TestDevice::make(std::int64_t count) {
  return put(
      std::vector<float>(static_cast<std::size_t>(count), std::numeric_limits<float>::quiet_NaN()));
}

std::vector<float> TestDevice::get(const Buffer& buffer, std::int64_t count) {
  std::vector<float> values(static_cast<std::size_t>(count));
  backend->download(*stream, values.data(), buffer.data(), float_bytes(count));
  stream->synchronize();
  return values;
}

namespace {

/// CANOPY_TEST_DEVICES="cpu,cuda" selects the devices whose ids start with one of the words.
bool selected(const std::string& id) {
  const char* list = std::getenv("CANOPY_TEST_DEVICES");
  if (!list || !*list) return true;
  std::istringstream words(list);
  for (std::string word; std::getline(words, word, ',');)
    if (id.rfind(word, 0) == 0) return true;
  return false;
}

}  // namespace

std::vector<std::string> device_ids() {
  std::vector<std::string> ids;
  for (const DeviceInfo& info : devices()) ids.push_back(info.id);
  if (const char* required = std::getenv("CANOPY_REQUIRE_DEVICE")) {
    bool found = false;
    for (const std::string& id : ids) found = found || id.rfind(required, 0) == 0;
    if (!found)
      throw std::runtime_error(
          fmt::format("CANOPY_REQUIRE_DEVICE={}: no such device; {}", required, why_no_cuda()));
  }
  // In both orders of a block's threads, since one order may hide a missing barrier.
  if (std::filesystem::exists(emulated_module()))
    for (const char* order : {"emulated", "emulated backwards"}) ids.emplace_back(order);
  std::erase_if(ids, [](const std::string& id) { return !selected(id); });
  return ids;
}

TestDevice open_test_device(const std::string& id, const BackendOptions& options) {
  const bool emulated = id.rfind("emulated", 0) == 0;
  TestDevice device{id, emulated ? open_emulated(options) : open_device(id, options), nullptr};
  if (emulated) emulated_controls().order = id == "emulated" ? 0 : 1;
  device.stream = device.backend->make_stream();
  return device;
}

std::vector<float> random_floats(std::int64_t count, unsigned seed, float scale) {
  std::mt19937 bits(seed);
  std::normal_distribution<float> normal(0.0f, scale);
  std::vector<float> values(static_cast<std::size_t>(count));
  for (float& v : values) v = normal(bits);
  return values;
}

double relative_error(const std::vector<float>& got, const std::vector<double>& want) {
  if (got.size() != want.size()) return std::numeric_limits<double>::infinity();
  double difference = 0, norm = 0;
  for (std::size_t i = 0; i < got.size(); ++i) {
    if (!std::isfinite(got[i])) return std::numeric_limits<double>::infinity();
    difference += (got[i] - want[i]) * (got[i] - want[i]);
    norm += want[i] * want[i];
  }
  if (norm == 0) return difference == 0 ? 0 : std::numeric_limits<double>::infinity();
  return std::sqrt(difference / norm);
}

std::vector<double> as_double(const std::vector<float>& values) {
  return {values.begin(), values.end()};
}

}  // namespace canopy::test
