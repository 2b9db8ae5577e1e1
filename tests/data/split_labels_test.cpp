// The split of clips with any number of labels, and its repair.
#include <cmath>
#include <map>
#include <random>

#include <catch2/catch_test_macros.hpp>

#include "data/clips.h"
#include "data/split_repair.h"
#include "data/splits.h"

using namespace canopy;
using canopy::test::groups_are_whole;
using canopy::test::split;

TEST_CASE("each label, and no label, has about its share in each part") {
  for (const SplitKind kind : {SplitKind::grouped, SplitKind::random})
    for (unsigned seed = 0; seed < 20; ++seed) {
      ClipSet set;
      set.task = Task::multi_label;
      set.classes = {"a", "b", "c"};
      std::mt19937 random(seed);
      for (int g = 0; g < 90; ++g) {
        const auto label = static_cast<std::int32_t>(random() % 3 == 0 ? 0 : random() % 8);
        for (int i = 0; i < 2; ++i) {
          Clip clip;
          clip.name = "clip " + std::to_string(set.clips.size());
          clip.group = "source " + std::to_string(g);
          clip.label = label;
          set.clips.push_back(clip);
        }
      }
      SplitConfig config;
      config.kind = kind;
      config.seed = seed;
      config.train = 0.6;
      config.validation = 0.2;
      split_clips(set, config);
      if (kind == SplitKind::grouped) CHECK(groups_are_whole(set));
      for (int c = 0; c < 4; ++c) {  // the last: without labels
        std::map<Part, double> clips;
        double all = 0;
        for (const Clip& clip : set.clips) {
          const bool in = c < 3 ? (clip.label & (1 << c)) != 0 : clip.label == 0;
          clips[clip.part] += in;
          all += in;
        }
        CAPTURE(seed, c, all);
        CHECK(std::abs(clips[Part::train] / all - 0.6) < 0.15);
        CHECK(std::abs(clips[Part::validation] / all - 0.2) < 0.15);
      }
    }
}

TEST_CASE("classes with few sources, two per source, are on both sides") {
  for (unsigned seed = 0; seed < 30; ++seed) {
    std::mt19937 random(seed);
    ClipSet set;
    set.task = Task::multi_label;
    std::vector<std::int32_t> labels(31 * 5 / 2);
    for (int c = 0; c < 31; ++c) {
      set.classes.push_back("class " + std::to_string(c));
      for (int k = 0; k < 5;) {
        std::int32_t& label = labels[random() % labels.size()];
        k += (label >> c & 1) == 0;
        label |= 1 << c;
      }
    }
    for (std::size_t g = 0; g < labels.size(); ++g)
      for (int i = 0; i < 3; ++i) {
        Clip clip;
        clip.name = "clip " + std::to_string(set.clips.size());
        clip.group = "source " + std::to_string(g);
        clip.label = labels[g];
        set.clips.push_back(clip);
      }
    SplitConfig config;
    config.seed = seed;
    CAPTURE(seed);
    CHECK(split(set, config));
    CHECK(groups_are_whole(set));
  }
}

TEST_CASE("repair moves the smallest units that help, and none if nothing is missing") {
  const auto unit = [](std::size_t clips, std::vector<double> of_class) {
    of_class.push_back(0);  // without classes
    return SplitUnit{std::vector<std::size_t>(clips), of_class};
  };
  const SideNeeds nothing{1, {0, 0, 0}};
  // `there` lacks the second class: the smaller of the two units that have it moves
  const std::vector<SplitUnit> units = {unit(9, {0, 9}), unit(4, {0, 4}), unit(2, {2, 0}),
                                        unit(2, {2, 0})};
  std::vector<bool> chosen = {true, true, true, false};
  repair_split(units, chosen, nothing, nothing);
  CHECK(chosen == std::vector<bool>{true, false, true, false});
  repair_split(units, chosen, nothing, nothing);
  CHECK(chosen == std::vector<bool>{true, false, true, false});
  // `there` has given clips of it
  chosen = {true, true, true, false};
  repair_split(units, chosen, nothing, {1, {0, 5, 0}});
  CHECK(chosen == std::vector<bool>{true, true, true, false});
  // `here` needs two units of each class, but has given clips of the first
  const std::vector<SplitUnit> more = {units[0], units[1], units[1], units[2], units[2]};
  chosen = {false, false, false, true, false};
  repair_split(more, chosen, {2, {9, 0, 0}}, nothing);
  CHECK(chosen == std::vector<bool>{false, true, true, true, false});
  // only an exchange helps: `there` lacks the first class, and `here` needs the units that have it
  const std::vector<SplitUnit> tied = {unit(3, {1, 1}), unit(2, {1, 1}), unit(3, {0, 1})};
  chosen = {true, true, false};
  repair_split(tied, chosen, {2, {9, 0, 0}}, nothing);
  CHECK(chosen == std::vector<bool>{true, false, true});
  // an impossible need changes nothing
  chosen = {true};
  repair_split({units[2]}, chosen, nothing, nothing);
  CHECK(chosen == std::vector<bool>{true});
}
