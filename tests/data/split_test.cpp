// The split: properties for any set, seed and share.
#include <cmath>
#include <map>
#include <random>
#include <set>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "base/error.h"
#include "base/files.h"
#include "data/clips.h"
#include "data/splits.h"
#include "support/temporary_folder.h"

using namespace canopy;
using canopy::test::groups_are_whole;
using canopy::test::split;
using Catch::Matchers::ContainsSubstring;

namespace {

/// `groups` source recordings of 1 to `max_clips` clips, each of one class, or with `mixed` of any.
ClipSet random_set(unsigned seed, int classes, int groups, int max_clips, bool mixed) {
  std::mt19937 random(seed);
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  ClipSet set;
  for (int c = 0; c < classes; ++c) set.classes.push_back("class " + std::to_string(c));
  for (int g = 0; g < groups; ++g) {
    const int own =
        g < 2 * classes ? g % classes : below(classes);  // at least two groups per class
    for (int i = below(max_clips); i >= 0; --i) {
      Clip clip;
      clip.name = "clip " + std::to_string(set.clips.size());
      clip.group = "source " + std::to_string(g);
      clip.label = mixed ? below(classes) : own;
      set.clips.push_back(clip);
    }
  }
  return set;
}

std::vector<Part> parts_of(const ClipSet& set) {
  std::vector<Part> parts;
  for (const Clip& clip : set.clips) parts.push_back(clip.part);
  return parts;
}

double share_of(const ClipSet& set, std::int32_t label, Part part) {
  double in_part = 0, all = 0;
  for (const Clip& clip : set.clips)
    if (clip.label == label) {
      all += 1;
      in_part += clip.part == part ? 1 : 0;
    }
  return in_part / all;
}

double train_share(const ClipSet& set, std::int32_t label) {
  return share_of(set, label, Part::train);
}

}  // namespace

TEST_CASE("a grouped split never divides a source and has every class in every part") {
  int done = 0;
  for (unsigned seed = 0; seed < 400; ++seed) {
    INFO(seed);
    ClipSet set = random_set(seed, 2 + seed % 4, 12 + seed % 50, 1 + seed % 9, seed % 3 == 0);
    SplitConfig config;
    config.seed = seed * 77 + 1;
    config.train = 0.2 + 0.1 * (seed % 7);
    if (!split(set, config)) continue;
    ++done;
    CHECK(groups_are_whole(set));
    for (std::int32_t label = 0; label < static_cast<std::int32_t>(set.classes.size()); ++label) {
      CHECK(train_share(set, label) > 0);
      CHECK(train_share(set, label) < 1);
    }
  }
  CHECK(done > 390);
}

TEST_CASE("with groups, each class's share is near the requested one") {
  for (unsigned seed = 0; seed < 100; ++seed) {
    INFO(seed);
    ClipSet set = random_set(seed, 2, 80, 6, false);
    SplitConfig config;
    config.seed = seed;
    REQUIRE(split(set, config));
    // half of the largest source, in a class of about 140 clips
    for (const std::int32_t label : {0, 1})
      CHECK(std::abs(train_share(set, label) - config.train) < 0.05);
  }
}

TEST_CASE("without groups, each class's share is exact to one clip") {
  for (unsigned seed = 0; seed < 100; ++seed) {
    ClipSet set = random_set(seed, 3, 60, 6, true);
    SplitConfig config;
    config.kind = SplitKind::random;
    config.train = 0.6;
    config.seed = seed;
    REQUIRE(split(set, config));
    for (const std::int32_t label : {0, 1, 2}) {
      const auto clips =
          static_cast<double>(std::count_if(set.clips.begin(), set.clips.end(),
                                            [&](const Clip& clip) { return clip.label == label; }));
      CHECK(std::abs(train_share(set, label) - config.train) * clips <= 1);
    }
    CHECK_FALSE(groups_are_whole(set));
  }
}

TEST_CASE("the validation part has whole sources, every class and about its share") {
  int done = 0;
  for (unsigned seed = 0; seed < 200; ++seed) {
    INFO(seed);
    ClipSet set = random_set(seed, 2, 60, 6, seed % 3 == 0);
    SplitConfig config;
    config.seed = seed + 1;
    config.train = 0.6;
    config.validation = 0.2;
    if (!split(set, config)) continue;
    ++done;
    CHECK(groups_are_whole(set));
    for (const Part part : {Part::train, Part::validation, Part::test}) {
      const double wanted = part == Part::train ? 0.6 : 0.2;
      for (const std::int32_t label : {0, 1})
        CHECK(std::abs(share_of(set, label, part) - wanted) < 0.08);
    }
  }
  CHECK(done > 190);
}

TEST_CASE("each clip is in the test part of exactly one fold, with its whole source") {
  for (unsigned seed = 0; seed < 50; ++seed) {
    INFO(seed);
    const ClipSet set = random_set(seed, 2, 50, 6, seed % 2 == 0);
    std::vector<int> tested(set.clips.size());
    SplitConfig config;
    config.seed = seed + 1;
    config.folds = 5;
    config.validation = seed % 3 == 0 ? 0.15 : 0;
    for (config.fold = 0; config.fold < config.folds; ++config.fold) {
      ClipSet fold = set;
      REQUIRE(split(fold, config));
      CHECK(groups_are_whole(fold));
      for (std::size_t i = 0; i < tested.size(); ++i) tested[i] += fold.clips[i].part == Part::test;
      for (const std::int32_t label : {0, 1})
        CHECK(std::abs(share_of(fold, label, Part::test) - 0.2) < 0.08);
    }
    CHECK(tested == std::vector<int>(set.clips.size(), 1));
  }
}

TEST_CASE("named sources are the test part, and nothing else") {
  ClipSet set = random_set(3, 2, 20, 4, false);
  SplitConfig config;
  config.test_groups = {"source 0", "source 1", "source 5"};
  split_clips(set, config);
  for (const Clip& clip : set.clips) {
    const bool named =
        clip.group == "source 0" || clip.group == "source 1" || clip.group == "source 5";
    CHECK((clip.part == Part::test) == named);
  }
  config.test_groups.push_back("source 99");
  CHECK_THROWS_WITH(split_clips(set, config), ContainsSubstring("'source 99'"));
}

TEST_CASE("the same seed gives the same split, other seeds give others") {
  std::set<std::vector<Part>> splits;
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    ClipSet first = random_set(5, 2, 40, 5, false), second = first;
    SplitConfig config;
    config.seed = seed;
    split_clips(first, config);
    split_clips(second, config);
    CHECK(parts_of(first) == parts_of(second));
    split_clips(first, config);  // a set that was split before
    CHECK(parts_of(first) == parts_of(second));
    splits.insert(parts_of(first));
  }
  CHECK(splits.size() > 15);
}

TEST_CASE("a part given by the manifest is kept, and applies to the rest of its source") {
  for (unsigned seed = 0; seed < 200; ++seed) {
    INFO(seed);
    ClipSet set = random_set(seed, 2, 40, 5, false);
    std::mt19937 random(seed);
    std::map<std::string, Part> given;  // one part per source, as in a careful manifest
    for (Clip& clip : set.clips) {
      if (random() % 4 != 0) continue;
      clip.part_given = true;
      clip.part = given.emplace(clip.group, random() % 2 ? Part::train : Part::test).first->second;
    }
    const std::vector<Part> before = parts_of(set);
    SplitConfig config;
    config.seed = seed;
    REQUIRE(split(set, config));
    for (std::size_t i = 0; i < set.clips.size(); ++i)
      if (set.clips[i].part_given) CHECK(set.clips[i].part == before[i]);
    CHECK(groups_are_whole(set));
  }
}

TEST_CASE("a manifest may divide a source") {
  ClipSet set = random_set(1, 2, 20, 1, false);
  set.clips[0].group = set.clips[2].group = "divided";
  set.clips[0].part_given = set.clips[2].part_given = true;
  set.clips[0].part = Part::train;
  set.clips[2].part = Part::test;
  split_clips(set, {});
  CHECK(set.clips[0].part == Part::train);
  CHECK(set.clips[2].part == Part::test);
}

TEST_CASE("a class with a single source cannot be split, and the message names it") {
  ClipSet set = random_set(1, 2, 20, 3, false);
  for (Clip& clip : set.clips)
    if (clip.label == 1) clip.group = "the only one";
  try {
    split_clips(set, {});
    FAIL("it was split");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::data);
    CHECK_THAT(error.what(), ContainsSubstring("leaves no clip of class class 1 for testing"));
  }
}

TEST_CASE("split.csv lists every clip with its part") {
  const canopy::test::TemporaryFolder folder("split");
  ClipSet set;
  set.classes = {"no", "yes, loud"};
  set.clips.resize(2);
  set.clips[0].name = "a/1.wav";
  set.clips[0].group = "g";
  set.clips[1].name = "b/\"2\".wav";
  set.clips[1].label = 1;
  set.clips[1].part = Part::test;
  const std::string text = split_csv(set);
  CHECK(text ==
        "path,label,group,part\n"
        "a/1.wav,no,g,train\n"
        "\"b/\"\"2\"\".wav\",\"yes, loud\",,test\n");

  // reading it back assigns the parts, and removes clips that it does not list
  write_file(folder.file("split.csv"), text);
  ClipSet again = set;
  again.clips[0].part = Part::test;
  again.clips[1].part = Part::train;
  again.clips.push_back(set.clips[0]);
  again.clips.back().name = "a/new.wav";
  apply_split(again, folder.file("split.csv"));
  REQUIRE(again.clips.size() == 2);
  CHECK(again.clips[0].part == Part::train);
  CHECK(again.clips[1].part == Part::test);
}

TEST_CASE("a malformed split.csv is refused with its line and column") {
  const canopy::test::TemporaryFolder folder("bad-split");
  const std::string path = folder.file("split.csv");
  const auto refusal = [&](const std::string& text) -> std::string {
    ClipSet set;
    set.classes = {"no", "yes"};
    set.clips.resize(1);
    set.clips[0].name = "a.wav";
    write_file(path, text);
    try {
      apply_split(set, path);
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::data);
      return error.what();
    }
    return "";
  };
  const std::string good = "path,label,group,part\na.wav,no,g,train\n";
  CHECK(refusal(good).empty());
  CHECK(refusal(good + "b.wav,no,g,tset\nc.wav,no,train\nd.wav,no,g,\n") ==
        path + ":3: column part: expected train, validation or test, got \"tset\"\n" + path +
            ":4: expected 4 cells, got 3\n" + path +
            ":5: column part: expected train, validation or test, got \"\"");
  CHECK(refusal(good + ",no,g,train\n") == path + ":3: column path: the path is empty");
  CHECK(refusal(good + "b.wav,no,\"g,train\n") == path + ":3: column 3: the quote is never closed");
  CHECK(refusal(good + "a.wav,no,g,test\n") ==
        path + ":3: column part: a.wav is already listed with the part train");
  CHECK(refusal(good + "a.wav,no,g,train\n").empty());
  CHECK(refusal("a.wav,no,g,train\n").starts_with(path + ":1: unknown column 'a.wav'"));
  CHECK(refusal("path,label,group\na.wav,no,g\n") == path + ":1: column 'part' is missing");
  CHECK(refusal("") ==
        path +
            ":1: the file is empty; its first line must name the columns: path,label,group,part");
  CHECK(refusal("path,label,group,part\nb.wav,no,g,train\n") ==
        path + ": lists none of the clips of this config");
}
