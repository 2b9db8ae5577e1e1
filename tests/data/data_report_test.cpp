// The data report for invented clips and for files on disk.
#include <algorithm>
#include <filesystem>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "base/files.h"
#include "data/data_report.h"
#include "data/survey.h"
#include "support/sound_files.h"
#include "support/temporary_folder.h"

using namespace canopy;
using canopy::test::TemporaryFolder;
using canopy::test::write_wav;
using Catch::Approx;
using Catch::Matchers::ContainsSubstring;

namespace {

/// Clips of two classes with their sound facts, each with a different hash.
struct Clips {
  ClipSet set;
  std::vector<SoundFacts> sounds;
  Clips() {
    set.classes = {"other", "call"};
    set.task = Task::binary;
  }
  SoundFacts& add(std::int32_t label, const std::string& group, Part part = Part::train) {
    Clip clip;
    clip.name = set.classes[static_cast<std::size_t>(label)] + "/" + std::to_string(sounds.size());
    clip.label = label;
    clip.group = group;
    clip.part = part;
    set.clips.push_back(clip);
    SoundFacts sound;
    sound.rate = 16000;
    sound.channels = 1;
    sound.frames = 48000;
    sound.rms_db = -20;
    sound.bandwidth_hz = 8000;
    sound.hash = {sounds.size(), 7};
    return sounds.emplace_back(sound);
  }
  /// `count` clips of each class, with the same properties.
  void add_alike(int count) {
    for (int i = 0; i < count; ++i)
      for (std::int32_t label : {0, 1})
        add(label, "source " + std::to_string(i / 4), i % 3 ? Part::train : Part::test);
  }
  DataReport report() const { return report_data(set, sounds); }
  std::string warnings(FeaturesConfig features = {}) const {
    std::string text;
    for (const std::string& line : data_warnings(report(), set, features)) text += line + "\n";
    return text;
  }
};

}  // namespace

TEST_CASE("classes and sources are counted") {
  Clips clips;
  clips.add(0, "a2").rate = 44100;
  clips.add(0, "a10").frames = 16000;
  clips.add(1, "a2", Part::test).channels = 2;
  clips.add(1, "a2", Part::validation).frames = 32000;
  clips.add(1, "b").clipped = 0.01;
  clips.add(1, "b").rms_db = -90;
  const DataReport report = clips.report();
  REQUIRE(report.classes.size() == 2);
  const ClipSummary& call = report.classes[1];
  CHECK(call.name == "call");
  CHECK((call.clips == 4 && call.train == 2 && call.validation == 1 && call.test == 1));
  CHECK(call.sources == std::set<std::string>{"a2", "b"});
  CHECK(call.channels == std::map<int, std::size_t>{{1, 3}, {2, 1}});
  CHECK((call.shortest_s == 2 && call.median_s == 3 && call.longest_s == 3));
  CHECK((call.clipped == 1 && call.silent == 1 && call.repeated == 0));
  CHECK(report.classes[0].rates == std::map<int, std::size_t>{{16000, 1}, {44100, 1}});
  CHECK(report.classes[0].median_s == Approx((48000 / 44100.0 + 1) / 2));
  REQUIRE(report.sources.size() == 3);
  CHECK((report.sources[0].name == "a2" && report.sources[1].name == "a10"));
  CHECK(report.sources[0].classes == std::set<std::string>{"call", "other"});
  CHECK(report.split_sources == std::vector<std::string>{"a2"});
  CHECK(report.lowest_rate == 16000);
  CHECK_THAT(clips.warnings(), ContainsSubstring("1 clip below -80 dBFS"));
  CHECK_THAT(clips.warnings(),
             ContainsSubstring("1 clip with clipped samples; see clipped in data.csv"));
  CHECK_THAT(clips.warnings(), ContainsSubstring("1 source with clips in more than one part"));
  const std::string text = data_report_text(report, true);
  CHECK_THAT(text, ContainsSubstring("class call: 4 clips of 2 sources (2 train, 1 validation, "
                                     "1 test), 2.0 to 3.0 s (median 3.0)"));
  CHECK_THAT(text, ContainsSubstring("call+other; 16000 (2), 44100 (1) Hz; channels 1 (2), 2 (1)"));
  CHECK(data_report_text(report, false).find("call+other") == std::string::npos);
}

TEST_CASE("there are no warnings about uniform clips") {
  Clips clips;
  clips.add_alike(30);
  for (Clip& clip : clips.set.clips) clip.part = Part::train;
  CHECK(clips.warnings().empty());
  CHECK(clips.report().duplicates.empty());
}

TEST_CASE("a sound in two parts, or with two labels, is reported with both files") {
  Clips clips;
  clips.add(1, "a").hash = {5, 5};
  clips.add(1, "b", Part::test);
  clips.add(1, "c", Part::test).hash = {5, 5};
  clips.add(0, "d").hash = {6, 6};
  clips.add(1, "e").hash = {6, 6};
  clips.add(1, "f").hash = {9, 9};
  clips.add(1, "f").hash = {9, 9};
  clips.add(1, "f").hash = {9, 8};
  const DataReport report = clips.report();
  REQUIRE(report.duplicates.size() == 3);
  CHECK(report.duplicates[0].clips == std::vector<std::size_t>{0, 2});
  CHECK((report.duplicates[0].parts_differ && !report.duplicates[0].labels_differ));
  CHECK((report.duplicates[1].labels_differ && !report.duplicates[1].parts_differ));
  CHECK((!report.duplicates[2].labels_differ && !report.duplicates[2].parts_differ));
  CHECK(report.classes[1].repeated == 5);
  CHECK_THAT(clips.warnings(),
             ContainsSubstring("the same sound is in two parts of the split: call/0 "
                               "(train) and call/2 (test); exclude one source"));
  CHECK_THAT(clips.warnings(),
             ContainsSubstring("the same sound has two labels: other/3 (other) and call/4 (call)"));
}

TEST_CASE("many duplicates are counted instead of named") {
  Clips clips;
  for (std::uint64_t i = 0; i < 12; ++i) {
    clips.add(1, "a").hash = {i, 1};
    clips.add(1, "b", Part::test).hash = {i, 1};
  }
  const std::string warnings = clips.warnings();
  CHECK_THAT(warnings, ContainsSubstring("data: 7 more sounds are in two parts"));
  CHECK(std::count(warnings.begin(), warnings.end(), '\n') == 6);
}

TEST_CASE("a trait that separates the classes is found, with its balanced accuracy") {
  Clips clips;
  clips.add_alike(40);
  for (std::size_t i = 0; i < clips.sounds.size(); ++i) {
    SoundFacts& sound = clips.sounds[i];
    const bool call = clips.set.clips[i].label == 1;
    sound.rate = call && i % 4 == 1 ? 11025 : 16000;   // half of the calls
    sound.channels = !call ? 2 : i % 10 == 1 ? 2 : 1;  // but also one call in five
    sound.bandwidth_hz = call ? 4000 : 4001 + static_cast<double>(i);
    sound.frames = sound.rate * (30 + static_cast<std::int64_t>(i / 2)) / 10;  // the same in both
  }
  const std::vector<Leak> leaks = clips.report().leaks;
  REQUIRE(leaks.size() == 3);
  CHECK((leaks[0].trait == Trait::bandwidth && leaks[0].balanced_accuracy == 1));
  CHECK((leaks[1].trait == Trait::channels && leaks[1].balanced_accuracy == Approx(0.9)));
  CHECK((leaks[2].trait == Trait::sample_rate && leaks[2].balanced_accuracy == Approx(0.75)));
  CHECK((leaks[2].class_name == "call" && leaks[2].versus == "other"));
  FeaturesConfig features;
  CHECK_THAT(clips.warnings(features),
             ContainsSubstring("data: the sample rate alone separates call from other with a "
                               "balanced accuracy of 0.75; to hide it, set features.mel.high_hz "
                               "to at most 5512"));
  features.mel.emplace().high_hz = 5000;
  CHECK_THAT(clips.warnings(features),
             ContainsSubstring("already hidden: the model uses nothing above 5000 Hz"));
}

TEST_CASE("differences that few clips have by chance are not reported") {
  Clips clips;
  for (int i = 0; i < 4; ++i)
    for (std::int32_t label : {0, 1}) clips.add(label, "a").frames = 40000 + 1000 * (label * 4 + i);
  CHECK(clips.report().leaks.empty());  // fully separated, but only eight clips
  for (int i = 0; i < 30; ++i)
    for (std::int32_t label : {0, 1}) clips.add(label, "a").frames = 40000 + 1000 * label;
  CHECK(clips.report().leaks.size() == 1);
}

TEST_CASE("each of several classes is compared with the rest") {
  Clips clips;
  clips.set.task = Task::categorical;
  clips.set.classes = {"a", "b", "c"};
  for (int i = 0; i < 30; ++i)
    for (std::int32_t label : {0, 1, 2}) clips.add(label, "s").channels = label == 2 ? 2 : 1;
  const std::vector<Leak> leaks = clips.report().leaks;
  REQUIRE(leaks.size() == 3);
  CHECK((leaks[0].class_name == "c" && leaks[0].versus == "the rest" &&
         leaks[0].balanced_accuracy == 1));
  CHECK(leaks[1].balanced_accuracy == Approx(0.75));
}

TEST_CASE("data.csv has a line per clip, from files on disk") {
  const TemporaryFolder folder("data csv");
  std::vector<float> samples;
  for (int i = 0; i < 16000; ++i) samples.push_back(i % 2 ? 0.5f : -0.5f);
  make_folders(folder.file("a"));
  make_folders(folder.file("b"));
  write_wav(folder.file("a/x-1.wav"), samples);
  write_wav(folder.file("b/y, z-1.wav"), samples);
  write_wav(folder.file("b/bad.wav"), samples);
  write_file(folder.file("b/notes.txt"), "none");
  write_file(folder.file("b/album.au"), "none");
  std::filesystem::resize_file(folder.file("b/bad.wav"), 2000);
  DataConfig config;
  config.root = folder.path();
  config.classes = {{"a", "a"}, {"b", "b"}};
  const ClipSet listed = list_clips(config);
  CHECK(listed.ignored == 2);
  CHECK(listed.ignored_example == "b/album.au");
  LoaderOptions options;
  options.measure = true;
  options.keep_s = 0.1;  // the whole sound is measured nevertheless
  std::vector<std::vector<char>> memory(static_cast<std::size_t>(options.slots));
  Loader loader(listed.clips, {0, 1, 2}, options, [&](int slot, std::size_t bytes) -> void* {
    auto& mine = memory[static_cast<std::size_t>(slot)];
    mine.resize(bytes);
    return mine.data();
  });
  const Survey survey = survey_clips(listed, [&](LoadedClip& clip) {
    if (!loader.next(clip)) return false;
    loader.release(clip.slot);
    return true;
  });
  REQUIRE(survey.bad.size() == 1);
  CHECK(survey.bad[0].name == "b/bad.wav");
  CHECK(survey.set.ignored == 2);
  const std::string hash = hash_text(survey.sounds[0].hash);
  CHECK(hash.size() == 32);
  CHECK(data_csv(survey.set, survey.sounds) ==
        "name,label,group,part,rate,channels,seconds,rms_db,clipped,bandwidth_hz,hash\n"
        "a/x-1.wav,a,x,train,16000,1,1.000000,-6.02,0.000000,8000," +
            hash + "\n" +
            "\"b/y, z-1.wav\",b,\"y, z\",train,16000,1,1.000000,-6.02,0.000000,8000," + hash +
            "\n");
  CHECK(report_data(survey.set, survey.sounds).duplicates.at(0).labels_differ);
  const std::vector<std::string> warnings =
      data_warnings(report_data(survey.set, survey.sounds), survey.set, {});
  CHECK_THAT(warnings.at(0), ContainsSubstring("ignored 2 items without an audio file name"));
}

TEST_CASE("a clip counts for each of its labels, and clips without labels are counted separately") {
  Clips clips;
  clips.set.task = Task::multi_label;
  clips.set.classes = {"frog", "owl"};
  clips.add(0, "a").rate = 8000;
  clips.add(1, "a");
  clips.add(1, "b").rms_db = -90;
  for (Clip& clip : clips.set.clips) clip.label = 3;  // both
  clips.set.clips[0].label = 0;
  clips.add(1, "b", Part::test);  // frog only
  const DataReport report = clips.report();
  REQUIRE(report.classes.size() == 3);
  CHECK((report.classes[0].name == "frog" && report.classes[0].clips == 3));
  CHECK((report.classes[1].name == "owl" && report.classes[1].clips == 2));
  CHECK((report.classes[2].name == "(none)" && report.classes[2].clips == 1));
  CHECK(report.classes[2].rates == std::map<int, std::size_t>{{8000, 1}});
  CHECK(report.sources[0].classes == std::set<std::string>{"(none)", "frog", "owl"});
  CHECK_THAT(clips.warnings(), ContainsSubstring("1 clip below -80 dBFS"));  // once, not twice
  CHECK_THAT(data_csv(clips.set, clips.sounds), ContainsSubstring(",frog;owl,a,train,16000"));
}

TEST_CASE("a trait of one label is reported for that label only") {
  Clips clips;
  clips.set.task = Task::multi_label;
  clips.set.classes = {"frog", "owl"};
  for (int i = 0; i < 80; ++i) {
    SoundFacts& sound = clips.add(0, "source " + std::to_string(i));
    clips.set.clips.back().label = i % 4;  // none, frog, owl, both
    if (i % 4 >= 2) sound.rate = 44100, sound.frames = 3 * 44100;
  }
  const DataReport report = clips.report();
  REQUIRE(report.leaks.size() == 1);
  CHECK(report.leaks[0].class_name == "owl");
  CHECK(report.leaks[0].versus == "the rest");
  CHECK(report.leaks[0].balanced_accuracy == 1);
}

TEST_CASE("the lowest bandwidth and length include clips without classes") {
  Clips clips;
  clips.set.task = Task::multi_label;
  clips.set.classes = {"frog", "owl"};
  clips.add(1, "a");
  clips.set.clips.back().label = 3;
  SoundFacts& none = clips.add(0, "b");
  none.bandwidth_hz = 4000;
  none.frames = 8000;
  const DataReport report = clips.report();
  CHECK(report.low_bandwidth_hz == 4000);
  CHECK(report.short_clip_s == 0.5);
}
