// The plan of an epoch: range, frequency and independence of every random decision.
#include "feed/augment_plan.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <set>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

using namespace canopy;

namespace {

constexpr int rate = 16000, window = 48000;
constexpr std::size_t batch = 16;

/// 1200 clips of 2 to 5 s, a third of them positive; the last 200 are test clips.
struct Set {
  ClipSet clips;
  std::vector<std::int32_t> lengths, training;
  Config config;

  Set() {
    clips.classes = {"other", "call"};
    clips.task = Task::binary;
    for (int i = 0; i < 1200; ++i) {
      Clip clip;
      clip.label = i % 3 == 0;
      clip.part = i < 1000 ? Part::train : Part::test;
      clips.clips.push_back(clip);
      lengths.push_back(2 * rate + i * 7919 % (3 * rate));
      if (i < 1000) training.push_back(i);
    }
    config.train.augment.emplace();
  }
  AugmentConfig& augment() { return *config.train.augment; }
  EpochPlan plan(std::uint32_t step = 1) const {
    return AugmentPlanner(config, clips, lengths).augmented(training, step);
  }
  std::int32_t label(std::int32_t clip) const {
    return clips.clips[static_cast<std::size_t>(clip)].label;
  }
};

/// Seconds from the centre of the window to the centre of the part.
double centre_offset(const AugmentPart& part) {
  return (part.start + part.length / 2.0 - window / 2.0) / rate;
}

bool same(const EpochPlan& a, const EpochPlan& b) {
  return a.items.size() == b.items.size() && a.labels == b.labels && a.partners == b.partners &&
         a.shares == b.shares &&
         std::memcmp(a.items.data(), b.items.data(), a.items.size() * sizeof(AugmentItem)) == 0;
}

/// True if part / count is within five standard deviations of `share`.
bool near(double part, double count, double share) {
  return std::abs(part / count - share) < 5 * std::sqrt(share * (1 - share) / count) + 1e-9;
}

}  // namespace

TEST_CASE("without augmentation clips are placed as crop and pad specify") {
  Set set;
  CHECK(same(set.plan(), AugmentPlanner(set.config, set.clips, set.lengths).plain(set.training)));
  const auto start_of = [&](std::int32_t length) {
    set.lengths[5] = length;
    return AugmentPlanner(set.config, set.clips, set.lengths).plain({5}).items[0].clip.start;
  };
  CHECK(start_of(window - 1001) == 1001);
  CHECK(start_of(window + 1001) == 0);
  set.config.features.pad = PadSide::center;
  set.config.features.crop = CropPart::center;
  CHECK(start_of(window - 1001) == 500);
  CHECK(start_of(window + 1001) == -500);
  set.config.features.pad = PadSide::back;
  CHECK(start_of(window - 1001) == 0);
}

TEST_CASE("placement: the centre of a clip is uniformly distributed within the jitter") {
  Set set;
  set.augment().placement = PlacementConfig{0.75};
  double min_seen = 1, max_seen = -1, sum = 0;
  for (const AugmentItem& item : set.plan().items) {
    const double off = centre_offset(item.clip);
    REQUIRE(std::abs(off) <= 0.75 + 1.0 / rate);
    min_seen = std::min(min_seen, off), max_seen = std::max(max_seen, off), sum += off;
  }
  CHECK(min_seen < -0.73);
  CHECK(max_seen > 0.73);
  CHECK(std::abs(sum / 1000) < 5 * 0.75 / std::sqrt(3 * 1000.0));
}

TEST_CASE("displacement: only positives, beyond the limit, to either side; they become negatives") {
  Set set;
  set.augment().placement = PlacementConfig{0.3};
  set.augment().displace = DisplaceConfig{0.4, 1.2, 0.6};
  double displaced = 0, left = 0, with_call = 0, positives = 0, out = 0;
  const EpochPlan plan = set.plan();
  for (std::size_t i = 0; i < plan.items.size(); ++i) {
    const AugmentItem& item = plan.items[i];
    const bool moved = std::abs(centre_offset(item.clip)) > 1.2;
    positives += set.label(set.training[i]);
    CHECK(plan.labels[i] == (moved ? 0 : set.label(set.training[i])));
    if (!moved) {
      CHECK(std::abs(centre_offset(item.clip)) <= 0.3 + 1.0 / rate);
      CHECK(item.call.row == -1);
      continue;
    }
    REQUIRE(set.label(set.training[i]) == 1);
    const double max = (window + item.clip.length) / 2.0 / rate;
    CHECK(std::abs(centre_offset(item.clip)) <= max + 1.0 / rate);
    displaced += 1;
    left += item.clip.start < (window - item.clip.length) / 2;
    out += std::abs(centre_offset(item.clip)) > 2.5;
    if (item.call.row < 0) continue;
    with_call += 1;
    CHECK(set.label(item.call.row) == 1);
    CHECK(item.call.row < 1000);  // a training clip
    CHECK(item.call.row != item.clip.row);
    CHECK(item.call.length == set.lengths[static_cast<std::size_t>(item.call.row)]);
    CHECK(std::abs(centre_offset(item.call)) > 1.2);
    CHECK((item.call.start + item.call.length == item.clip.start ||
           item.clip.start + item.clip.length == item.call.start));
    CHECK(centre_offset(item.call) * centre_offset(item.clip) < 0);  // on the other side
  }
  CHECK(near(displaced, positives, 0.4));
  CHECK(near(left, displaced, 0.5));
  CHECK(with_call > 0.1 * displaced);
  CHECK(with_call < 0.6 * displaced);  // omitted if it would be in the centre
  CHECK(out > 0);

  set.clips.task = Task::categorical;
  const EpochPlan many = set.plan();
  for (std::size_t i = 0; i < many.items.size(); ++i)
    REQUIRE(many.labels[i] == set.label(set.training[i]));
}

TEST_CASE("pieces: only positives, of the configured lengths, anywhere; they become negatives") {
  Set set;
  set.augment().pieces.emplace();
  set.augment().pieces->probability = 0.3;
  const EpochPlan plan = set.plan();
  double positives = 0, cut = 0, min_seen = 1, max_seen = 0;
  bool left = false, right = false, within = false;
  for (std::size_t i = 0; i < plan.items.size(); ++i) {
    const AugmentPart& part = plan.items[i].clip;
    const std::int32_t whole = set.lengths[static_cast<std::size_t>(set.training[i])];
    positives += set.label(set.training[i]);
    if (part.length == whole) {
      CHECK(plan.labels[i] == set.label(set.training[i]));
      continue;
    }
    cut += 1;
    CHECK(set.label(set.training[i]) == 1);
    CHECK(plan.labels[i] == 0);
    CHECK(part.first >= 0);
    CHECK(part.first + part.length <= whole);
    within = within || part.first > 0;
    CHECK(std::abs(centre_offset(part)) <= 1.51);
    left = left || centre_offset(part) < -1;
    right = right || centre_offset(part) > 1;
    min_seen = std::min(min_seen, static_cast<double>(part.length) / whole);
    max_seen = std::max(max_seen, static_cast<double>(part.length) / whole);
  }
  CHECK(near(cut, positives, 0.3));
  CHECK(min_seen > 0.249);
  CHECK(min_seen < 0.3);
  CHECK(max_seen <= 0.5);
  CHECK(max_seen > 0.45);
  CHECK((left && right && within));
}

TEST_CASE("gain and signal-to-noise ratio cover their ranges; backgrounds are negatives") {
  Set set;
  set.augment().gain = GainConfig{-9, 3};
  set.augment().mix = MixConfig{0.5, -5, 15};
  double mixed = 0, low = 0;
  std::set<std::int32_t> rows;
  for (const AugmentItem& item : set.plan().items) {
    const double gain = 20 * std::log10(item.gain);
    REQUIRE(gain >= -9.001);
    REQUIRE(gain <= 3.001);
    low += gain < -3;
    if (item.background.kind == Background::none) continue;
    mixed += 1;
    const double ratio = -20 * std::log10(item.noise);
    REQUIRE(ratio >= -5.001);
    REQUIRE(ratio <= 15.001);
    REQUIRE(item.background.kind == Background::mix);
    REQUIRE(set.label(item.background.row) == 0);
    REQUIRE(item.background.row < 1000);
    REQUIRE(item.background.row != item.clip.row);
    REQUIRE(item.background.first >= 0);
    REQUIRE(item.background.first < item.background.length);
    rows.insert(item.background.row);
  }
  CHECK(near(mixed, 1000, 0.5));
  CHECK(near(low, 1000, 0.5));
  CHECK(rows.size() > 200);

  set.clips.task = Task::categorical;  // then a background has the class of the clip
  for (const AugmentItem& item : set.plan().items)
    if (item.background.row >= 0)
      REQUIRE(set.label(item.background.row) == set.label(item.clip.row));
}

TEST_CASE("backgrounds of a multi-label set have no class") {
  Set set;
  set.clips.task = Task::multi_label;
  for (std::size_t i = 0; i < set.clips.clips.size(); ++i)
    set.clips.clips[i].label = static_cast<std::int32_t>(i % 4);
  set.augment().mix = MixConfig{0.5, 0, 10};
  set.augment().mixup = MixupConfig{1, 0.4};
  const EpochPlan plan = set.plan();
  double mixed = 0;
  for (std::size_t i = 0; i < plan.items.size(); ++i) {
    CHECK(plan.labels[i] == set.label(plan.items[i].clip.row));  // no label is changed
    if (plan.items[i].background.row < 0) continue;
    ++mixed;
    REQUIRE(set.label(plan.items[i].background.row) == 0);
  }
  CHECK(near(mixed, 1000, 0.5));
  CHECK(plan.partners[0] == plan.labels[batch - 1]);  // complete label masks
}

TEST_CASE("fill: only if a clip leaves gaps and no background is mixed in") {
  Set set;
  set.augment().placement = PlacementConfig{0.5};
  set.augment().mix = MixConfig{0.3, 0, 10};
  set.augment().fill = 0.8;
  double room = 0, filled = 0;
  for (const AugmentItem& item : set.plan().items) {
    if (item.background.kind == Background::mix) continue;
    const bool whole = item.clip.start <= 0 && item.clip.start + item.clip.length >= window;
    if (whole) CHECK(item.background.kind == Background::none);
    room += !whole;
    filled += item.background.kind == Background::fill;
  }
  CHECK(room > 300);
  CHECK(near(filled, room, 0.8));
}

TEST_CASE("a class with a single clip provides no other clip") {
  Set set;
  for (Clip& clip : set.clips.clips) clip.label = 1;
  set.clips.clips[0].label = 0;
  set.augment().displace = DisplaceConfig{1, 0.1, 1};
  set.augment().mix = MixConfig{1, 0, 0};
  const EpochPlan plan = set.plan();
  CHECK(plan.items[0].background.kind == Background::none);
  CHECK(plan.items[1].background.row == 0);
}

TEST_CASE("mixup: shares of at least a half, partners from the same batch") {
  Set set;
  set.augment().mixup = MixupConfig{0.5, 0.4};
  const EpochPlan plan = set.plan();
  double blended = 0;
  for (std::size_t i = 0; i < plan.items.size(); ++i) {
    const std::size_t first = i / batch * batch;
    const std::size_t last = std::min(first + batch, plan.items.size()) - 1;
    CHECK(plan.partners[i] == plan.labels[first + last - i]);
    REQUIRE(plan.shares[i] >= 0.5f);
    REQUIRE(plan.shares[i] <= 1.0f);
    blended += plan.shares[i] < 1;
  }
  CHECK(near(blended, 1000, 0.5));
}

TEST_CASE("Beta(alpha, alpha) has its mean and variance") {
  for (const double alpha : {0.05, 0.2, 1.0, 3.0}) {
    double sum = 0, squares = 0;
    constexpr int count = 20000;
    for (std::uint32_t i = 0; i < count; ++i) {
      const double x = Draws(7, 1, i, 0).beta(alpha);
      REQUIRE(x >= 0);
      REQUIRE(x <= 1);
      sum += x, squares += x * x;
    }
    CAPTURE(alpha);
    const double mean = sum / count, variance = 1 / (4 * (2 * alpha + 1));
    CHECK(std::abs(mean - 0.5) < 5 * std::sqrt(variance / count));
    CHECK(squares / count - mean * mean == Catch::Approx(variance).epsilon(0.05));
  }
}

TEST_CASE("a plan depends only on seed and step, and continues after an interruption") {
  Set set;
  set.augment().placement = PlacementConfig{0.5};
  set.augment().displace = DisplaceConfig();
  set.augment().gain = GainConfig();
  set.augment().mix = MixConfig();
  set.augment().fill = 0.5;
  set.augment().mixup = MixupConfig();
  const EpochPlan plan = set.plan(5);
  CHECK(same(plan, set.plan(5)));
  CHECK_FALSE(same(plan, set.plan(6)));
  Set other = set;
  other.config.train.seed += 1;
  CHECK_FALSE(same(plan, other.plan(5)));

  constexpr std::size_t done = 3 * batch;  // three steps later
  const EpochPlan rest = AugmentPlanner(set.config, set.clips, set.lengths)
                             .augmented({set.training.begin() + done, set.training.end()}, 8);
  for (std::size_t i = 0; i < rest.items.size(); ++i) {
    REQUIRE(std::memcmp(&rest.items[i], &plan.items[i + done], sizeof(AugmentItem)) == 0);
    REQUIRE(rest.shares[i] == plan.shares[i + done]);
  }
}

TEST_CASE("switching one augmentation off does not change the others") {
  Set set;
  set.augment().placement = PlacementConfig{0.5};
  set.augment().gain = GainConfig();
  set.augment().mix = MixConfig();
  const EpochPlan with = set.plan();
  set.augment().gain.reset();
  const EpochPlan without = set.plan();
  for (std::size_t i = 0; i < with.items.size(); ++i) {
    REQUIRE(with.items[i].clip.start == without.items[i].clip.start);
    REQUIRE(with.items[i].background.row == without.items[i].background.row);
    REQUIRE(without.items[i].gain == 1.0f);
  }
}
