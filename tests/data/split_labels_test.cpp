// The split of clips that have any number of labels, and the mending of what a side lacks.
#include <cmath>
#include <map>
#include <random>

#include <catch2/catch_test_macros.hpp>

#include "data/clips.h"
#include "data/split_mend.h"
#include "data/splits.h"

using namespace canopy;
using canopy::test::groups_are_whole;
using canopy::test::split;

TEST_CASE("clips of several labels and of none are split near to the share of each") {
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
      for (int c = 0; c < 4; ++c) {  // the last: of none
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

TEST_CASE("classes of few sources, two to a source, are on both sides all the same") {
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

TEST_CASE("mending moves the smallest units that help, and none where nothing is lacking") {
  const auto unit = [](std::size_t clips, std::vector<double> of_class) {
    of_class.push_back(0);  // of none
    return SplitUnit{std::vector<std::size_t>(clips), of_class};
  };
  const SideNeeds nothing{1, {0, 0, 0}};
  // there lacks the second class: of two units that have it the smaller goes
  const std::vector<SplitUnit> units = {unit(9, {0, 9}), unit(4, {0, 4}), unit(2, {2, 0}),
                                        unit(2, {2, 0})};
  std::vector<bool> chosen = {true, true, true, false};
  mend_split(units, chosen, nothing, nothing);
  CHECK(chosen == std::vector<bool>{true, false, true, false});
  mend_split(units, chosen, nothing, nothing);
  CHECK(chosen == std::vector<bool>{true, false, true, false});
  // it has clips of it from elsewhere
  chosen = {true, true, true, false};
  mend_split(units, chosen, nothing, {1, {0, 5, 0}});
  CHECK(chosen == std::vector<bool>{true, true, true, false});
  // two units of each are wanted here, but of the first class clips are there already
  const std::vector<SplitUnit> more = {units[0], units[1], units[1], units[2], units[2]};
  chosen = {false, false, false, true, false};
  mend_split(more, chosen, {2, {9, 0, 0}}, nothing);
  CHECK(chosen == std::vector<bool>{false, true, true, true, false});
  // only an exchange helps: there lacks the first class, and what has it is needed here
  const std::vector<SplitUnit> tied = {unit(3, {1, 1}), unit(2, {1, 1}), unit(3, {0, 1})};
  chosen = {true, true, false};
  mend_split(tied, chosen, {2, {9, 0, 0}}, nothing);
  CHECK(chosen == std::vector<bool>{true, false, true});
  // what cannot be is left as it is
  chosen = {true};
  mend_split({units[2]}, chosen, nothing, nothing);
  CHECK(chosen == std::vector<bool>{true});
}
