// A small demo data set in a temporary folder, and reading its sound files.
#pragma once

#include <sndfile.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "base/files.h"
#include "demo/data_set.h"

namespace canopy::test {

namespace fs = std::filesystem;

struct TemporaryFolder {
  TemporaryFolder() {
    std::string name = (fs::temp_directory_path() / "canopy-demo-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()));
    path = name;
  }
  ~TemporaryFolder() { fs::remove_all(path); }
  std::string operator/(const std::string& name) const { return (path / name).string(); }
  fs::path path;
};

/// Small enough for a test, but with every kind of source.
inline demo::DataSetOptions small_options(const std::string& out) {
  demo::DataSetOptions options;
  options.out = out;
  options.clips = 48;
  options.recordings = 3;
  options.seconds = 30;
  return options;
}

/// All files below a folder: relative path -> contents.
inline std::map<std::string, std::string> files_below(const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file())
      files[fs::relative(entry.path(), folder).string()] = read_file(entry.path().string());
  return files;
}

struct ReadSound {
  int rate = 0, channels = 0;
  std::vector<float> mono;  // mean of the channels
  double seconds() const { return static_cast<double>(mono.size()) / rate; }
};

inline ReadSound read_sound(const std::string& path) {
  CAPTURE(path);
  SF_INFO info{};
  const std::unique_ptr<SNDFILE, int (*)(SNDFILE*)> file(sf_open(path.c_str(), SFM_READ, &info),
                                                         sf_close);
  REQUIRE(file);
  std::vector<float> frames(static_cast<std::size_t>(info.frames * info.channels));
  REQUIRE(sf_readf_float(file.get(), frames.data(), info.frames) == info.frames);
  ReadSound sound{info.samplerate, info.channels, {}};
  for (std::size_t i = 0; i < frames.size(); i += static_cast<std::size_t>(info.channels)) {
    float sum = 0;
    for (int c = 0; c < info.channels; ++c) sum += frames[i + static_cast<std::size_t>(c)];
    sound.mono.push_back(sum / static_cast<float>(info.channels));
  }
  return sound;
}

}  // namespace canopy::test
