// The demo data set on disk: layout, sources, formats and reproducibility.
#include <cmath>
#include <set>

#include "data/clips.h"
#include "demo_files.h"

using namespace canopy;
using namespace canopy::test;

namespace {

const std::string class_folders[] = {"Parsed_Capuchinbird_Clips", "Parsed_Not_Capuchinbird_Clips"};

}  // namespace

TEST_CASE("the same seed gives the same bytes on any number of threads") {
  const TemporaryFolder folder;
  demo::DataSetOptions options = small_options(folder / "one");
  options.clips = 10;
  options.recordings = 2;
  options.seconds = 10;
  options.threads = 1;
  demo::make_data_set(options);
  options.out = folder / "four";
  options.threads = 4;
  demo::make_data_set(options);
  options.out = folder / "other";
  options.seed = 2;
  demo::make_data_set(options);

  const auto one = files_below(folder / "one"), four = files_below(folder / "four"),
             other = files_below(folder / "other");
  CHECK(one.size() == 2 * 10 + 2 + 2);
  for (const auto& [name, bytes] : one) {
    CAPTURE(name);
    REQUIRE(four.contains(name));
    CHECK((bytes == four.at(name)));  // in parentheses, so that Catch2 does not print whole files
    if (other.contains(name)) CHECK((bytes != other.at(name)));
  }
  CHECK(four.size() == one.size());
}

TEST_CASE("a larger data set contains the same first clips") {
  const TemporaryFolder folder;
  demo::DataSetOptions options = small_options(folder / "few");
  options.clips = 20;
  options.recordings = 0;
  demo::make_data_set(options);
  options.out = folder / "many";
  options.clips = 25;
  demo::make_data_set(options);
  const auto few = files_below(folder / "few"), many = files_below(folder / "many");
  int same = 0;
  for (const auto& [name, bytes] : few)
    if (name.ends_with("-0.wav")) same += many.contains(name) && many.at(name) == bytes;
  CHECK(same == 2 * 5);  // the first clip of each source
}

TEST_CASE(
    "both classes have the same mix of rates, channels and lengths, and can be split by source") {
  const TemporaryFolder folder;
  demo::DataSetOptions options = small_options(folder / "demo");
  options.recordings = 0;
  const demo::DataSetSummary summary = demo::make_data_set(options);
  CHECK(summary.clips == 96);
  CHECK(summary.sources == 24);
  std::set<std::string> groups;
  for (const std::string& name : class_folders) {
    CAPTURE(name);
    std::set<int> rates, channels;
    std::map<std::string, std::pair<int, int>> format_of;  // rate and channels by source
    int shorter = 0, longer = 0, clips = 0;
    double level_db = 0;
    for (const auto& entry : fs::directory_iterator(folder / "demo/" + name)) {
      const ReadSound sound = read_sound(entry.path().string());
      CAPTURE(entry.path());
      rates.insert(sound.rate);
      channels.insert(sound.channels);
      const std::pair<int, int> format(sound.rate, sound.channels);
      const std::string group = group_of(entry.path().filename().string(), "");
      CHECK(format_of.emplace(group, format).first->second == format);
      (sound.seconds() < 3 ? shorter : longer) += 1;
      CHECK(sound.seconds() > 2);
      CHECK(sound.seconds() <= 5);
      double power = 0;
      for (const float s : sound.mono) power += double{s} * s;
      power /= static_cast<double>(sound.mono.size());
      CHECK(power > 1e-8);  // -80 dB of full scale
      CHECK(*std::max_element(sound.mono.begin(), sound.mono.end()) < 0.99f);
      level_db += 10 * std::log10(power);
      ++clips;
    }
    CHECK(clips == 48);
    CHECK(rates == std::set<int>{11025, 44100, 48000});
    CHECK(channels == std::set<int>{1, 2});
    CHECK(shorter >= 6);
    CHECK(longer >= 16);
    CHECK(format_of.size() == 12);
    for (const auto& [group, format] : format_of) CHECK(groups.insert(group).second);
    level_db /= clips;
    CAPTURE(level_db);
    CHECK(level_db > -38);  // measured: -29 and -31
    CHECK(level_db < -25);
  }
  CHECK(groups.size() == 24);

  DataConfig config;
  config.root = folder / "demo";
  config.classes = {{"capuchin", class_folders[0]}, {"other", class_folders[1]}};
  config.positive = "capuchin";
  ClipSet set = list_clips(config);
  CHECK(set.clips.size() == 96);
  split_clips(set, config.split);  // throws if a part would lack a class
}
