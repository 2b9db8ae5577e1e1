// The clips of an epoch: shuffled or balanced.
#include "feed/order.h"

#include <algorithm>
#include <map>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace canopy;

namespace {

/// `counts[c]` clips of class c.
ClipSet set_of(const std::vector<int>& counts) {
  ClipSet set;
  for (std::size_t c = 0; c < counts.size(); ++c) {
    set.classes.push_back(std::to_string(c));
    for (int i = 0; i < counts[c]; ++i) {
      set.clips.emplace_back();
      set.clips.back().label = static_cast<std::int32_t>(c);
    }
  }
  return set;
}

std::vector<std::int32_t> all_clips(const ClipSet& set) {
  std::vector<std::int32_t> clips;
  for (std::size_t i = 0; i < set.clips.size(); ++i) clips.push_back(static_cast<std::int32_t>(i));
  return clips;
}

}  // namespace

TEST_CASE("balanced: equal classes, and no clip repeated before the others of its class") {
  const std::vector<int> counts =
      GENERATE(std::vector<int>{170, 500}, std::vector<int>{1, 9}, std::vector<int>{7, 7, 7},
               std::vector<int>{3, 50, 11, 20}, std::vector<int>{0, 5, 8});
  const ClipSet set = set_of(counts);
  const std::vector<std::int32_t> clips = all_clips(set);
  const auto classes = static_cast<std::size_t>(
      std::count_if(counts.begin(), counts.end(), [](int n) { return n > 0; }));
  std::map<std::int32_t, int> seen;  // over all epochs so far
  for (int epoch = 1; epoch <= 8; ++epoch) {
    const std::vector<std::int32_t> order = balanced(set, clips, 5, epoch);
    REQUIRE(order.size() == clips.size());
    std::vector<std::size_t> of_class(counts.size());
    for (const std::int32_t clip : order) {
      ++of_class[static_cast<std::size_t>(set.clips[static_cast<std::size_t>(clip)].label)];
      ++seen[clip];
    }
    for (std::size_t c = 0; c < counts.size(); ++c) {
      if (counts[c] == 0) continue;
      CHECK(of_class[c] >= clips.size() / classes);
      CHECK(of_class[c] <= clips.size() / classes + 1);
      int min_count = 1 << 30, max_count = 0;
      for (const std::int32_t clip : clips)
        if (set.clips[static_cast<std::size_t>(clip)].label == static_cast<std::int32_t>(c))
          min_count = std::min(min_count, seen[clip]), max_count = std::max(max_count, seen[clip]);
      CHECK(max_count - min_count <= 1);
    }
  }
}

TEST_CASE("balanced: seed and epoch determine the order, which mixes the classes") {
  const ClipSet set = set_of({40, 160});
  const std::vector<std::int32_t> clips = all_clips(set);
  const std::vector<std::int32_t> order = balanced(set, clips, 5, 3);
  CHECK(balanced(set, clips, 5, 3) == order);
  CHECK(balanced(set, clips, 5, 4) != order);
  CHECK(balanced(set, clips, 6, 3) != order);
  int changes = 0;
  for (std::size_t i = 1; i < order.size(); ++i) changes += (order[i] < 40) != (order[i - 1] < 40);
  CHECK(changes > 60);
}

TEST_CASE("epoch_order uses the configured sampling") {
  const ClipSet set = set_of({4, 16});
  const std::vector<std::int32_t> clips = all_clips(set);
  TrainConfig config;
  config.seed = 9;
  std::vector<std::int32_t> order = epoch_order(set, clips, config, 2);
  CHECK(order == shuffled(clips, 9, 2));
  std::sort(order.begin(), order.end());
  CHECK(order == clips);
  config.sampling = SamplingKind::balanced;
  CHECK(epoch_order(set, clips, config, 2) == balanced(set, clips, 9, 2));
}
