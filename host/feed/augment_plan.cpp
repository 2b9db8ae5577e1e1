#include "feed/augment_plan.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "model/features.h"

namespace canopy {
namespace {

enum Decision : unsigned { placement, displacement, gain, mix, fill, mixup, piece };

constexpr AugmentPart no_part = {-1, 0, 0, 0};

float ratio(double decibels) {
  return static_cast<float>(std::pow(10, decibels / 20));
}

/// A clip of the pool other than `clip`; -1: there is none.
std::int32_t another(const std::vector<std::int32_t>& pool, std::int32_t clip, Draws& draws) {
  if (pool.empty()) return -1;
  const auto count = static_cast<std::int64_t>(pool.size());
  const auto at = static_cast<std::size_t>(draws.below(count));
  if (pool[at] != clip) return pool[at];
  return pool.size() == 1 ? -1 : pool[(at + 1) % pool.size()];
}

/// How far the part's middle is from the middle of a window, times two.
std::int64_t twice_off_middle(const AugmentPart& part, std::int64_t window) {
  return std::abs(2 * std::int64_t{part.start} + part.length - window);
}

/// Where a sound of this length starts when its middle is the window's.
std::int32_t centred(std::int32_t window, std::int32_t length) {
  return (window - length) >> 1;  // down, also below 0
}

std::int64_t inside(const AugmentPart& part, std::int64_t window) {
  if (part.row < 0) return 0;
  const std::int64_t end = std::min<std::int64_t>(window, std::int64_t{part.start} + part.length);
  return std::max<std::int64_t>(0, end - std::max(0, part.start));
}

}  // namespace

AugmentPlanner::AugmentPlanner(const Config& config, const ClipSet& set,
                               const std::vector<std::int32_t>& lengths)
    : config_(config),
      augment_(*config.train.augment),
      set_(set),
      lengths_(lengths),
      window_(config.features.clip_samples) {
  const bool backgrounds = augment_.mix || augment_.fill > 0;
  if (set.task == Task::multi_label && backgrounds &&
      std::none_of(set.clips.begin(), set.clips.end(),
                   [](const Clip& clip) { return clip.part == Part::train && clip.label == 0; }))
    throw Error(ErrorKind::data,
                "train.augment.mix and fill: no training clip is of none of the classes, as a "
                "background must be; add such clips to the manifest or leave mix and fill out");
}

std::int32_t AugmentPlanner::samples(double seconds) const {
  return static_cast<std::int32_t>(
      std::min(std::floor(seconds * config_.features.sample_rate), double{1 << 29}));
}

AugmentPlanner::Pools AugmentPlanner::training_clips() const {
  Pools pools;
  for (std::size_t i = 0; i < set_.clips.size(); ++i)
    if (set_.clips[i].part == Part::train)
      pools[set_.clips[i].label].push_back(static_cast<std::int32_t>(i));
  return pools;
}

AugmentPart AugmentPlanner::placed(std::int32_t clip) const {
  const std::int32_t have = length(clip);
  if (have <= window_)
    return {clip, have, static_cast<std::int32_t>(pad_before(config_.features, have))};
  return {clip, have, config_.features.crop == CropPart::center ? -((have - window_) / 2) : 0};
}

EpochPlan AugmentPlanner::plain(const std::vector<std::int32_t>& clips) const {
  EpochPlan plan;
  for (const std::int32_t clip : clips) {
    plan.items.push_back({placed(clip), no_part, {-1, 0, 0, Background::none}, 0.0f, 1.0f});
    plan.labels.push_back(set_.clips[static_cast<std::size_t>(clip)].label);
  }
  plan.partners = plan.labels;
  plan.shares.assign(clips.size(), 1.0f);
  return plan;
}

EpochPlan AugmentPlanner::augmented(const std::vector<std::int32_t>& clips,
                                    std::uint32_t first_step) const {
  Pools pools = training_clips();
  const auto batch = static_cast<std::size_t>(config_.train.batch_size);
  EpochPlan plan = plain(clips);
  for (std::size_t i = 0; i < clips.size(); ++i) {
    const auto draws = [&](Decision decision) {
      return Draws(config_.train.seed, first_step + static_cast<std::uint32_t>(i / batch),
                   static_cast<std::uint32_t>(i % batch), decision);
    };
    AugmentItem& item = plan.items[i];
    std::int32_t& label = plan.labels[i];
    // what is heard behind a clip must leave its label right
    const auto& backgrounds = pools[set_.task == Task::categorical ? label : 0];
    if (augment_.placement) jitter(item.clip, draws(placement));
    if (augment_.displace && set_.task == Task::binary && label == 1 &&
        displace(item, pools[1], draws(displacement)))
      label = 0;
    if (augment_.pieces && set_.task == Task::binary && label == 1 &&
        cut_to_piece(item, draws(piece)))
      label = 0;
    if (augment_.gain)
      item.gain = ratio(draws(gain).between(augment_.gain->low_db, augment_.gain->high_db));
    if (augment_.mix) mix_background(item, backgrounds, draws(mix));
    if (item.background.kind == Background::none) fill_room(item, backgrounds, draws(fill));
  }
  if (augment_.mixup) mix_up(plan, first_step);
  return plan;
}

void AugmentPlanner::jitter(AugmentPart& clip, Draws draws) const {
  const std::int32_t most = samples(augment_.placement->jitter_s);
  clip.start = centred(window_, clip.length) +
               static_cast<std::int32_t>(draws.below(2 * std::int64_t{most} + 1)) - most;
}

bool AugmentPlanner::displace(AugmentItem& item, const std::vector<std::int32_t>& calls,
                              Draws draws) const {
  const DisplaceConfig& c = *augment_.displace;
  if (!draws.chance(c.probability)) return false;
  const bool to_the_left = draws.chance(0.5);
  const std::int32_t least = samples(c.beyond_s) + 1;
  const std::int32_t most = std::max(least, (window_ + item.clip.length) / 2);
  const auto by = least + static_cast<std::int32_t>(draws.below(std::int64_t{most} - least + 1));
  item.clip.start = centred(window_, item.clip.length) + (to_the_left ? -by : by);
  if (draws.chance(c.with_call)) put_call_beside(item, to_the_left, calls, draws);
  return true;
}

bool AugmentPlanner::cut_to_piece(AugmentItem& item, Draws draws) const {
  const PiecesConfig& c = *augment_.pieces;
  if (!draws.chance(c.probability)) return false;
  AugmentPart& clip = item.clip;
  const std::int32_t whole = clip.length;
  clip.length =
      std::max(1, static_cast<std::int32_t>(whole * draws.between(c.least_share, c.most_share)));
  clip.first = static_cast<std::int32_t>(draws.below(std::int64_t{whole} - clip.length + 1));
  // its middle somewhere in the window
  clip.start = static_cast<std::int32_t>(draws.below(window_)) - clip.length / 2;
  return true;
}

// At the side of the clip that looks to the middle of the window.
void AugmentPlanner::put_call_beside(AugmentItem& item, bool to_the_left,
                                     const std::vector<std::int32_t>& calls, Draws& draws) const {
  const std::int32_t row = another(calls, item.clip.row, draws);
  if (row < 0) return;
  AugmentPart call{row, length(row), 0};
  call.start = to_the_left ? item.clip.start + item.clip.length : item.clip.start - call.length;
  if (twice_off_middle(call, window_) > 2 * std::int64_t{samples(augment_.displace->beyond_s)})
    item.call = call;
}

void AugmentPlanner::mix_background(AugmentItem& item, const std::vector<std::int32_t>& pool,
                                    Draws draws) const {
  const MixConfig& c = *augment_.mix;
  if (!draws.chance(c.probability)) return;
  item.noise = ratio(-draws.between(c.low_db, c.high_db));
  const std::int32_t row = another(pool, item.clip.row, draws);
  if (row < 0) return;
  const std::int32_t have = length(row);
  item.background = {row, have, static_cast<std::int32_t>(draws.below(have)), Background::mix};
}

void AugmentPlanner::fill_room(AugmentItem& item, const std::vector<std::int32_t>& pool,
                               Draws draws) const {
  if (!draws.chance(augment_.fill) || !leaves_room(item)) return;
  const std::int32_t row = another(pool, item.clip.row, draws);
  if (row < 0) return;
  const std::int32_t have = length(row);
  item.background = {row, have, static_cast<std::int32_t>(draws.below(have)), Background::fill};
}

bool AugmentPlanner::leaves_room(const AugmentItem& item) const {
  return inside(item.clip, window_) + inside(item.call, window_) < window_;
}

void AugmentPlanner::mix_up(EpochPlan& plan, std::uint32_t first_step) const {
  const auto batch = static_cast<std::size_t>(config_.train.batch_size);
  for (std::size_t i = 0; i < plan.items.size(); ++i) {
    const std::size_t first = i / batch * batch;
    const std::size_t last = std::min(first + batch, plan.items.size()) - 1;
    const std::size_t other = first + last - i;
    plan.partners[i] = plan.labels[other];
    Draws draws(config_.train.seed, first_step + static_cast<std::uint32_t>(i / batch),
                static_cast<std::uint32_t>(i % batch), mixup);
    if (other == i || !draws.chance(augment_.mixup->probability)) continue;
    const double share = draws.beta(augment_.mixup->alpha);
    plan.shares[i] = static_cast<float>(std::max(share, 1 - share));
  }
}

}  // namespace canopy
