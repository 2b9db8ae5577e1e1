// Clips cut from synthetic recordings by label files of every format.
#include <algorithm>
#include <cmath>
#include <set>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "base/error.h"
#include "base/files.h"
#include "data/clips.h"
#include "data/loader.h"
#include "support/sound_files.h"
#include "support/temporary_folder.h"

using namespace canopy;
using canopy::test::TemporaryFolder;
using canopy::test::write_wav;
using Catch::Approx;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr int rate = 1000;

/// Two recordings of 30 and 40 s, in which sample i is i / 32768 (modulo), and label files.
struct Labelled {
  TemporaryFolder folder{"labelled"};
  DataConfig config;
  Labelled() {
    make_folders(folder.file("long/site"));
    make_folders(folder.file("tracks"));
    write("long/a.wav", 30);
    write("long/site/b-1.wav", 40);
    config.root = folder.path();
    config.positive = "call";
    config.labels.emplace();
    config.labels->recordings = "long";
    config.labels->tracks = "tracks";
  }
  void write(const std::string& name, int seconds) const {
    std::vector<float> samples;
    for (int i = 0; i < seconds * rate; ++i)
      samples.push_back(static_cast<float>(i % 32768) / 32768);
    write_wav(folder.file(name), samples, rate);
  }
  void track(const std::string& name, const std::string& text) const {
    write_file(folder.file("tracks/" + name), text);
  }
  ClipSet list() const { return list_clips(config); }
  std::string failure() const {
    try {
      list();
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::data);
      return error.what();
    }
    return "";
  }
  /// The intervals of a class, as text.
  static std::set<std::string> intervals(const ClipSet& set, const std::string& name) {
    std::set<std::string> found;
    for (const Clip& clip : set.clips)
      if (set.classes[static_cast<std::size_t>(clip.label)] == name) found.insert(clip.name);
    return found;
  }
};

const std::string raven_head =
    "Selection\tView\tChannel\tBegin Time (s)\tEnd Time (s)\tLow Freq (Hz)\tHigh Freq "
    "(Hz)\tLabel\n";

}  // namespace

TEST_CASE("Raven tables, Audacity tracks and CSV give the same clips") {
  const Labelled labelled;
  labelled.track("a.Table.1.selections.txt", raven_head +
                                                 "1\tWaveform 1\t1\t3.0\t5.5\t100\t400\tcall\n"
                                                 "1\tSpectrogram 1\t1\t3.0\t5.5\t100\t400\tcall\n"
                                                 "2\tSpectrogram 1\t1\t20\t22\t100\t400\tcall\n");
  labelled.track("b-1.txt", "10.000000\t12.500000\tcall\n\\\t100.0\t400.0\n");
  const ClipSet set = labelled.list();
  CHECK(set.task == Task::binary);
  CHECK(set.classes == std::vector<std::string>{"other", "call"});
  const std::set<std::string> expected = {"long/a.wav#t=3,5.5", "long/a.wav#t=20,22",
                                          "long/site/b-1.wav#t=10,12.5"};
  CHECK(Labelled::intervals(set, "call") == expected);
  CHECK(Labelled::intervals(set, "other").size() == 3);
  CHECK(set.clips.front().group == "a");
  CHECK(set.clips.back().group == "b-1");  // the name of a long recording keeps its -N

  const Labelled csv;
  csv.track("truth.csv",
            "recording,start_s,end_s,label\na.wav,3,5.5,call\na,20,22,call\n"
            "site/b-1.wav,10,12.5,\n");
  CHECK(Labelled::intervals(csv.list(), "call") == expected);
}

TEST_CASE("the clips hold the sound of their intervals") {
  const Labelled labelled;
  labelled.track("a.txt", "3\t5.5\tcall\n20\t22\tcall\n");
  labelled.track("b-1.txt", "10\t12.5\tcall\n");
  const ClipSet set = labelled.list();
  std::vector<std::vector<char>> memory(8);
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < set.clips.size(); ++i) order.push_back(i);
  Loader loader(set.clips, order, {}, [&](int slot, std::size_t bytes) -> void* {
    memory[static_cast<std::size_t>(slot)].resize(bytes);
    return memory[static_cast<std::size_t>(slot)].data();
  });
  LoadedClip loaded;
  while (loader.next(loaded)) {
    const Clip& clip = set.clips[loaded.index];
    REQUIRE(loaded.error.empty());
    CHECK(static_cast<double>(loaded.frames) / rate == Approx(clip.end_s - clip.start_s));
    CHECK(std::abs(static_cast<const std::int16_t*>(loaded.pcm)[0] -
                   std::lround(clip.start_s * rate) % 32768) <= 1);
    loader.release(loaded.slot);
  }
}

TEST_CASE("an empty track gives negatives; a recording without a track is not used") {
  const Labelled labelled;
  labelled.write("long/unheard.wav", 30);
  labelled.track("a.txt", "3\t5\tcall\n12\t14\tcall\n");
  labelled.track("b-1.txt", "");
  const ClipSet set = labelled.list();
  const auto others = Labelled::intervals(set, "other");
  CHECK(std::any_of(others.begin(), others.end(),
                    [](const auto& name) { return name.find("b-1") != std::string::npos; }));
  for (const Clip& clip : set.clips) CHECK(clip.group != "unheard");
}

TEST_CASE("ignored labels are neither clips nor negatives; all others are classes") {
  Labelled labelled;
  labelled.config.positive = "";
  labelled.config.labels->ignore = {"?"};
  labelled.config.labels->negatives_per_positive = 100;
  labelled.config.labels->negative = "rest";
  labelled.track("a.txt", "3\t5\tthrush\n12\t20\t?\n25\t27\twren\n21\t21\t?\n");
  labelled.track("b-1.txt", "3\t5\twren\n");
  const ClipSet set = labelled.list();
  CHECK(set.classes == std::vector<std::string>{"rest", "thrush", "wren"});
  CHECK(set.task == Task::categorical);
  for (const Clip& clip : set.clips)
    if (clip.group == "a") CHECK((clip.end_s <= 12 || clip.start_s >= 20));
  CHECK(Labelled::intervals(set, "wren").size() == 2);
  labelled.config.labels->negative = "";
  CHECK(labelled.list().classes == std::vector<std::string>{"thrush", "wren"});
}

TEST_CASE("the group can be part of the recording's name") {
  Labelled labelled;
  labelled.config.split.group_pattern = "^([a-z])";
  labelled.track("b-1.txt", "3\t5\tcall\n");
  CHECK(labelled.list().clips.front().group == "b");
}

TEST_CASE("impossible labels are refused with their file") {
  {
    const Labelled labelled;
    labelled.track("c.txt", "3\t5\tcall\n");
    CHECK_THAT(labelled.failure(), ContainsSubstring("c.txt: data.labels.recordings has no "
                                                     "recording 'c'"));
  }
  {
    const Labelled labelled;
    labelled.track("a.txt", "3\t5\tcall\n29\t31\tcall\n");
    CHECK_THAT(labelled.failure(),
               ContainsSubstring("long/a.wav: the recording is 30.000 s long, but a "
                                 "label 'call' lasts from 29.000 s to 31.000 s"));
  }
  {
    const Labelled labelled;
    labelled.track("a.txt", "3\t3\tcall\n");
    CHECK_THAT(labelled.failure(),
               ContainsSubstring("a.txt: the label at 3.000 s of long/a.wav has "
                                 "no length"));
  }
  {
    Labelled labelled;
    labelled.config.positive = "";
    labelled.track("a.txt", "3\t5\n");
    CHECK_THAT(labelled.failure(), ContainsSubstring("has no text"));
  }
  {
    const Labelled labelled;
    labelled.write("long/site/a.wav", 10);
    labelled.track("a.txt", "3\t5\tcall\n");
    CHECK_THAT(labelled.failure(),
               ContainsSubstring("'a' is ambiguous: long/a.wav or long/site/a.wav"));
  }
  {
    const Labelled labelled;
    CHECK_THAT(labelled.failure(), ContainsSubstring("no label files (.txt, .tsv, .csv) here"));
  }
  {
    Labelled labelled;
    labelled.config.labels->recordings = "elsewhere";
    CHECK_THAT(labelled.failure(), ContainsSubstring("elsewhere: no such file or folder; correct "
                                                     "data.labels.recordings"));
  }
}

TEST_CASE("a label that extends slightly beyond the recording is cut at its end") {
  const Labelled labelled;
  labelled.track("a.txt", "3\t5\tcall\n28\t30.2\tcall\n");
  CHECK(Labelled::intervals(labelled.list(), "call").count("long/a.wav#t=28,30") == 1);
}
