#include "model/safetensors.h"

#include <filesystem>
#include <fstream>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>

#include "base/error.h"
#include "base/files.h"
#include "support/device_test.h"

using namespace canopy;

namespace {

struct Folder {
  std::string path = (std::filesystem::temp_directory_path() / "canopy-safetensors-test").string();
  Folder() { make_folders(path); }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string file(const char* name) const { return path + "/" + name; }
};

ErrorKind kind_of(const std::string& path) {
  try {
    SafetensorsFile file(path);
  } catch (const Error& error) {
    return error.kind();
  }
  return ErrorKind::unexpected;
}

}  // namespace

TEST_CASE("replacing metadata does not change the tensors by a bit") {
  CANOPY_ON_EACH_DEVICE(device);
  const Folder folder;
  const std::vector<float> a = test::random_floats(700001, 1);
  const Buffer device_a = device.put(a);
  const std::string path = folder.file("replaced.safetensors");
  write_safetensors(path, *device.backend, *device.stream, {{"a", {700001}, device_a.data()}},
                    {{"threshold", "0.5"}, {"gone", "yes"}});
  replace_metadata(path, {{"threshold", "0.73"}, {"long", std::string(5000, 'x')}});
  const SafetensorsFile file(path);
  CHECK(file.metadata().at("threshold") == "0.73");
  CHECK(file.metadata().at("long").size() == 5000);
  CHECK(file.metadata().count("gone") == 0);
  const Buffer back = device.make(700001);
  file.read(*device.backend, *device.stream, {"a", {700001}, back.data()});
  CHECK(device.get(back, 700001) == a);
}

TEST_CASE("tensors and metadata are read as they were written") {
  CANOPY_ON_EACH_DEVICE(device);
  const Folder folder;
  const std::vector<float> a = test::random_floats(6, 1), b = test::random_floats(1, 2);
  const Buffer device_a = device.put(a), device_b = device.put(b);
  write_safetensors(folder.file("t.safetensors"), *device.backend, *device.stream,
                    {{"layers.0.kernel", {2, 3}, device_a.data()}, {"b", {1}, device_b.data()}},
                    {{"who", "Perissocephalus \"tricolor\" \n"}});
  const SafetensorsFile file(folder.file("t.safetensors"));
  CHECK(file.metadata().at("who") == "Perissocephalus \"tricolor\" \n");
  CHECK(file.has("b"));
  CHECK_FALSE(file.has("c"));
  const Buffer back = device.make(6);
  file.read(*device.backend, *device.stream, {"layers.0.kernel", {2, 3}, back.data()});
  CHECK(device.get(back, 6) == a);

  // the data is aligned to 8 bytes, as readers that map the file expect
  std::ifstream raw(folder.file("t.safetensors"), std::ios::binary);
  std::uint64_t length = 0;
  raw.read(reinterpret_cast<char*>(&length), sizeof length);
  CHECK(length % 8 == 0);

  try {
    file.read(*device.backend, *device.stream, {"layers.0.kernel", {3, 2}, back.data()});
    FAIL("a different shape was read");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::checkpoint);
    CHECK(std::string(error.what()).find("[2, 3]") != std::string::npos);
  }
}

TEST_CASE("a damaged file is an error when it is opened") {
  CANOPY_ON_EACH_DEVICE(device);
  const Folder folder;
  const std::string path = folder.file("t.safetensors");
  const Buffer data = device.put(test::random_floats(100, 1));
  write_safetensors(path, *device.backend, *device.stream, {{"a", {100}, data.data()}}, {});
  const std::string whole = read_file(path);

  write_file(path, whole.substr(0, whole.size() - 1));
  CHECK(kind_of(path) == ErrorKind::checkpoint);
  write_file(path, whole.substr(0, 5));
  CHECK(kind_of(path) == ErrorKind::checkpoint);
  write_file(path, std::string(200, '\xff'));
  CHECK(kind_of(path) == ErrorKind::checkpoint);
  std::string garbled = whole;
  garbled[9] = '}';
  write_file(path, garbled);
  CHECK(kind_of(path) == ErrorKind::checkpoint);
  CHECK(kind_of(folder.file("nowhere")) == ErrorKind::data);
}
