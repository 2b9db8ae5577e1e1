// Files that are complete or absent, never partly written.
#include "base/files.h"

#include <unistd.h>

#include <filesystem>

#include <catch2/catch_test_macros.hpp>

#include "base/error.h"

using namespace canopy;
namespace fs = std::filesystem;

namespace {

/// An empty folder, removed with the object.
struct Folder {
  Folder() {
    std::string name = (fs::temp_directory_path() / "canopy-files-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()));
    path = name;
  }
  ~Folder() { fs::remove_all(path); }
  std::string operator/(const std::string& name) const { return (path / name).string(); }
  std::size_t entries() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(path), fs::directory_iterator()));
  }
  fs::path path;
};

ErrorKind kind_of(const auto& action) {
  try {
    action();
  } catch (const Error& e) {
    return e.kind();
  }
  return ErrorKind::unexpected;
}

}  // namespace

TEST_CASE("an atomic file appears at commit and leaves nothing else") {
  const Folder folder;
  const std::string path = folder / "model.safetensors";
  {
    AtomicFile file(path);
    file.write("first, ");
    file.write("second");
    CHECK_FALSE(fs::exists(path));
    file.commit();
  }
  CHECK(read_file(path) == "first, second");
  CHECK(folder.entries() == 1);
}

TEST_CASE("an atomic file without commit leaves the old one") {
  const Folder folder;
  const std::string path = folder / "state";
  write_file(path, "old");
  {
    AtomicFile file(path);
    file.write("half of the ne");
  }
  CHECK(read_file(path) == "old");
  CHECK(folder.entries() == 1);
  write_file(path, "new");
  CHECK(read_file(path) == "new");
}

TEST_CASE("files may hold any bytes, or none") {
  const Folder folder;
  std::string bytes;
  for (int i = 0; i < 100000; ++i) bytes += static_cast<char>(i * 7);
  write_file(folder / "\xc3\xa9 with spaces", bytes);
  CHECK(read_file(folder / "\xc3\xa9 with spaces") == bytes);
  write_file(folder / "empty", "");
  CHECK(read_file(folder / "empty").empty());
}

TEST_CASE("append_file adds to the existing contents") {
  const Folder folder;
  append_file(folder / "log", "one\n");
  append_file(folder / "log", "two\n");
  CHECK(read_file(folder / "log") == "one\ntwo\n");
}

TEST_CASE("errors of reading and writing name the path") {
  const Folder folder;
  const std::string missing = folder / "no/such/folder/file";
  CHECK(kind_of([&] { write_file(missing, "x"); }) == ErrorKind::disk);
  CHECK(kind_of([&] { append_file(missing, "x"); }) == ErrorKind::disk);
  CHECK(kind_of([&] { read_file(missing); }) == ErrorKind::data);
  CHECK(kind_of([&] { read_file(folder.path.string()); }) == ErrorKind::data);
  write_file(folder / "file", "x");
  CHECK(kind_of([&] { make_folders(folder / "file/below"); }) == ErrorKind::disk);
  // a folder is in the place of the file
  make_folders(folder / "taken/inside");
  CHECK(kind_of([&] { write_file(folder / "taken", "x"); }) == ErrorKind::disk);
  CHECK(folder.entries() == 2);
  try {
    read_file(missing);
  } catch (const Error& e) {
    CHECK(std::string(e.what()).find(missing) != std::string::npos);
    CHECK(std::string(e.what()).find('\n') == std::string::npos);
  }
}

TEST_CASE("a full disk is a disk error") {
  if (!fs::exists("/dev/full")) SKIP("no /dev/full here");
  CHECK(kind_of([] { append_file("/dev/full", "x"); }) == ErrorKind::disk);
}

TEST_CASE("make_folders makes parents and accepts existing folders") {
  const Folder folder;
  make_folders(folder / "a/b/c");
  make_folders(folder / "a/b/c");
  CHECK(fs::is_directory(folder / "a/b/c"));
}
