// Which files are scanned, and in which order.
#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "base/error.h"
#include "base/files.h"
#include "scan/scan.h"
#include "support/sound_files.h"
#include "support/temporary_folder.h"

using namespace canopy;
using canopy::test::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

/// Creates sound files with these names, and their folders.
void make_sounds(const TemporaryFolder& folder, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    make_folders(fs::path(folder.file(name)).parent_path().string());
    test::write_wav(folder.file(name), {0.0f, 0.25f, 0.5f});
  }
}

std::vector<std::string> in(const TemporaryFolder& folder, const std::vector<std::string>& names) {
  std::vector<std::string> paths;
  for (const std::string& name : names) paths.push_back(folder.file(name));
  return paths;
}

/// The message of the Error(data) that list_recordings() throws.
std::string error_message(const std::vector<std::string>& paths) {
  try {
    list_recordings(paths);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::data);
    return error.what();
  }
  return "nothing thrown";
}

bool contains(const std::string& message, const std::string& what) {
  return message.find(what) != std::string::npos;
}

}  // namespace

TEST_CASE("the recordings in a folder are listed in natural order") {
  const TemporaryFolder folder("recordings");
  make_sounds(folder, {"r10.wav", "r2.wav", "r1.wav", "r100.wav", "r09.wav"});
  CHECK(list_recordings({folder.path()}) ==
        in(folder, {"r1.wav", "r2.wav", "r09.wav", "r10.wav", "r100.wav"}));
}

TEST_CASE("named files are also listed in natural order") {
  const TemporaryFolder folder("recordings");
  make_sounds(folder, {"r10.wav", "r2.wav", "night/r1.wav"});
  CHECK(list_recordings({folder.file("r10.wav"), folder.file("night"), folder.file("r2.wav")}) ==
        in(folder, {"night/r1.wav", "r2.wav", "r10.wav"}));
}

TEST_CASE("folders are searched recursively") {
  const TemporaryFolder folder("recordings");
  make_sounds(folder, {"day 10/a.wav", "day 2/site/x/b.wav", "day 2/a.wav", "top.wav"});
  make_folders(folder.file("empty/emptier"));
  CHECK(list_recordings({folder.path()}) ==
        in(folder, {"day 2/a.wav", "day 2/site/x/b.wav", "day 10/a.wav", "top.wav"}));
}

TEST_CASE("in a folder only audio file names count, in any case; a named file always counts") {
  const TemporaryFolder folder("recordings");
  make_sounds(folder, {"a.WAV", "b.flac", "c.Mp3", "notes.txt", "results.csv", ".hidden.wav"});
  make_folders(folder.file("folder.wav"));
  CHECK(list_recordings({folder.path()}) == in(folder, {"a.WAV", "b.flac", "c.Mp3"}));
  CHECK(list_recordings({folder.file("notes.txt")}) == in(folder, {"notes.txt"}));
}

TEST_CASE("a recording that is named several times is scanned once") {
  const TemporaryFolder folder("recordings");
  make_sounds(folder, {"a.wav", "b.wav", "night/c.wav"});
  const std::vector<std::string> all = in(folder, {"a.wav", "b.wav", "night/c.wav"});
  CHECK(list_recordings({folder.path(), folder.path()}) == all);
  CHECK(list_recordings({folder.file("b.wav"), folder.path(), folder.file("night")}) == all);
  CHECK(list_recordings({folder.file("a.wav"), folder.file("a.wav")}) == in(folder, {"a.wav"}));
  // another spelling of the same file
  CHECK(list_recordings({folder.file("a.wav"), folder.file("night/../a.wav")}).size() == 1);
  // a link to it
  fs::create_symlink(folder.file("a.wav"), folder.file("again.wav"));
  CHECK(list_recordings({folder.path()}) == all);
}

TEST_CASE("files with the same name in two folders are two recordings") {
  const TemporaryFolder folder("recordings");
  make_sounds(folder, {"north/a.wav", "south/a.wav"});
  CHECK(list_recordings({folder.path()}) == in(folder, {"north/a.wav", "south/a.wav"}));
}

TEST_CASE("a path that does not exist is an error that names it") {
  const TemporaryFolder folder("recordings");
  make_sounds(folder, {"a.wav"});
  const std::string missing = folder.file("mispelt.wav");
  CHECK(contains(error_message({missing}), missing));
  CHECK(contains(error_message({folder.file("a.wav"), missing}), missing));  // nothing is scanned
  CHECK(contains(error_message({""}), "no such recording"));
}

TEST_CASE("having nothing to scan is an error") {
  const TemporaryFolder folder("recordings");
  CHECK(contains(error_message({folder.path()}), folder.path()));
  CHECK(contains(error_message({folder.path()}), "no audio files"));
  CHECK(contains(error_message({}), "no audio files"));
}

TEST_CASE("a config's path of recordings is relative to data.root unless it is absolute") {
  Config config;
  config.data.root = "data";
  config.scan.emplace();
  config.scan->recordings = "Forest Recordings";
  CHECK(scanned_path(config) == "data/Forest Recordings");
  config.scan->recordings = "/archive/2021";
  CHECK(scanned_path(config) == "/archive/2021");
}

TEST_CASE("dangling links are ignored") {
  const TemporaryFolder folder("dangling");
  write_file(folder.file("a.wav"), "sound");
  std::filesystem::create_symlink(folder.file("gone.wav"), folder.file("z.wav"));
  CHECK(list_recordings({folder.path()}) == std::vector<std::string>{folder.file("a.wav")});
  std::filesystem::remove(folder.file("a.wav"));
  CHECK_THROWS_AS(list_recordings({folder.path()}), Error);
}
