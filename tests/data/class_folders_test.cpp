// Clips listed from one folder per class.
#include <filesystem>
#include <fstream>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "base/error.h"
#include "base/files.h"
#include "data/clips.h"
#include "support/temporary_folder.h"

using namespace canopy;
using canopy::test::TemporaryFolder;
using Catch::Matchers::ContainsSubstring;

namespace {

void touch(const std::string& folder, const std::vector<std::string>& names) {
  make_folders(folder);
  for (const std::string& name : names) std::ofstream(folder + "/" + name) << "x";
}

std::vector<std::string> names_of(const ClipSet& set) {
  std::vector<std::string> names;
  for (const Clip& clip : set.clips) names.push_back(clip.name);
  return names;
}

std::string failure(const DataConfig& config) {
  try {
    list_clips(config);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::data);
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("clips are listed by class, in natural order") {
  const TemporaryFolder folder("classes");
  touch(folder.file("Calls"), {"XC10-10.wav", "XC10-2.wav", "XC9-1.flac"});
  touch(folder.file("Other birds"), {"b.MP3", "a.Aiff"});
  DataConfig config;
  config.root = folder.path();
  config.classes = {{"call", "Calls"}, {"other", "Other birds"}};
  const ClipSet set = list_clips(config);
  CHECK(set.classes == std::vector<std::string>{"call", "other"});
  CHECK(set.task == Task::categorical);
  CHECK(names_of(set) == std::vector<std::string>{"Calls/XC9-1.flac", "Calls/XC10-2.wav",
                                                  "Calls/XC10-10.wav", "Other birds/a.Aiff",
                                                  "Other birds/b.MP3"});
  CHECK(set.clips[1].label == 0);
  CHECK(set.clips[3].label == 1);
  CHECK(set.clips[1].path == folder.file("Calls/XC10-2.wav"));
  CHECK(set.clips[1].group == "XC10");
  CHECK(set.clips[1].end_s == -1);
}

TEST_CASE("the positive class has the label 1, wherever it is listed") {
  const TemporaryFolder folder("positive");
  touch(folder.file("a"), {"1.wav"});
  touch(folder.file("b"), {"2.wav"});
  DataConfig config;
  config.root = folder.path();
  config.classes = {{"yes", "a"}, {"no", "b"}};
  config.positive = "yes";
  const ClipSet set = list_clips(config);
  CHECK(set.task == Task::binary);
  CHECK(set.classes == std::vector<std::string>{"no", "yes"});
  CHECK((set.clips[0].name == "a/1.wav" && set.clips[0].label == 1));
  CHECK((set.clips[1].name == "b/2.wav" && set.clips[1].label == 0));
}

TEST_CASE("hidden files and files without an audio extension are not clips") {
  const TemporaryFolder folder("hidden");
  touch(folder.file("a"), {"1.wav", "notes.txt", ".2.wav", "._1.wav", "wav", "3.wav.bak", "4.au",
                           "5.OPUS", "6.caf", "7.w64", "8.rf64", "9.oga"});
  touch(folder.file("b"), {"1.wav"});
  DataConfig config;
  config.root = folder.path();
  config.classes = {{"a", "a"}, {"b", "b"}};
  CHECK(names_of(list_clips(config)) == std::vector<std::string>{"a/1.wav", "a/5.OPUS", "a/6.caf",
                                                                 "a/7.w64", "a/8.rf64", "a/9.oga",
                                                                 "b/1.wav"});
}

TEST_CASE("a missing folder and an empty class are errors that name them") {
  const TemporaryFolder folder("missing");
  touch(folder.file("a"), {"1.wav"});
  touch(folder.file("b"), {"readme.txt"});
  DataConfig config;
  config.root = folder.path();
  config.classes = {{"call", "a"}, {"other", "none"}};
  CHECK_THAT(failure(config), ContainsSubstring(folder.file("none") + ": no such folder"));
  config.classes = {{"call", "a"}, {"other", "b"}};
  CHECK_THAT(failure(config), ContainsSubstring("class other has no clips"));
  config.classes = {{"call", "a"}, {"other", "a/1.wav"}};
  CHECK_THAT(failure(config), ContainsSubstring("no such folder"));
}

TEST_CASE("excluded source recordings are removed, and a misspelt one is an error") {
  const TemporaryFolder folder("exclude");
  touch(folder.file("a"), {"XC1-1.wav", "XC1-2.wav", "XC2-1.wav"});
  touch(folder.file("b"), {"rain-1.wav", "XC1-7.wav"});
  DataConfig config;
  config.root = folder.path();
  config.classes = {{"a", "a"}, {"b", "b"}};
  config.exclude_groups = {"XC1"};
  CHECK(names_of(list_clips(config)) == std::vector<std::string>{"a/XC2-1.wav", "b/rain-1.wav"});
  config.exclude_groups = {"XC1", "XC3"};
  CHECK_THAT(failure(config), ContainsSubstring("XC3"));
  config.exclude_groups = {"XC1", "XC2"};
  CHECK_THAT(failure(config), ContainsSubstring("class a has no clips"));
}

TEST_CASE("the group is the name without -N, or the match of the pattern") {
  CHECK(group_of("XC307385-2.wav", "") == "XC307385");
  CHECK(group_of("folder/XC307385-12.flac", "") == "XC307385");
  CHECK(group_of("rain-forest.wav", "") == "rain-forest");
  CHECK(group_of("a-b-3.wav", "") == "a-b");
  CHECK(group_of("-3.wav", "") == "-3");
  CHECK(group_of("a-.wav", "") == "a-");
  CHECK(group_of("plain.wav", "") == "plain");
  CHECK(group_of("site07_20240102_050000.wav", "^([^_]+)_") == "site07");
  CHECK(group_of("site07_20240102_050000.wav", "_\\d{8}") == "_20240102");
  CHECK(group_of("other.wav", "^(site\\d+)_") == "other");
}
