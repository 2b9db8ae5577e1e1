#include "feed/augment_plan.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "model/features.h"

namespace canopy {
namespace {

/// The number of a decision selects its random numbers (see Draws).
enum Decision : unsigned { placement, displacement, gain, mix, fill, mixup, piece };

constexpr AugmentPart no_sound = {-1, 0, 0, 0};

float ratio(double decibels) {
  return static_cast<float>(std::pow(10, decibels / 20));
}

/// A random clip of the pool other than `clip`; -1 if there is none.
std::int32_t draw_other(const std::vector<std::int32_t>& pool, std::int32_t clip, Draws& draws) {
  if (pool.empty()) return -1;
  const auto count = static_cast<std::int64_t>(pool.size());
  const auto index = static_cast<std::size_t>(draws.below(count));
  if (pool[index] != clip) return pool[index];
  return pool.size() == 1 ? -1 : pool[(index + 1) % pool.size()];
}

/// Twice the distance between the centres of the part and of the window, in samples.
std::int64_t twice_centre_offset(const AugmentPart& part, std::int64_t window) {
  return std::abs(2 * std::int64_t{part.start} + part.length - window);
}

/// The start of a sound of this length that is centred in the window.
std::int32_t centred_start(std::int32_t window, std::int32_t length) {
  return (window - length) >> 1;  // rounds down, also below 0
}

/// Number of samples of the part that are inside the window.
std::int64_t samples_inside(const AugmentPart& part, std::int64_t window) {
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
                "train.augment.mix and fill: backgrounds need training clips without a class; add "
                "some to the manifest, or remove mix and fill");
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
  const std::int32_t samples = length(clip);
  if (samples <= window_)
    return {clip, samples, static_cast<std::int32_t>(pad_before(config_.features, samples))};
  return {clip, samples,
          config_.features.crop == CropPart::center ? -((samples - window_) / 2) : 0};
}

EpochPlan AugmentPlanner::plain(const std::vector<std::int32_t>& clips) const {
  EpochPlan plan;
  for (const std::int32_t clip : clips) {
    plan.items.push_back({placed(clip), no_sound, {-1, 0, 0, Background::none}, 0.0f, 1.0f});
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
    // a background must not change which label is right
    const auto& backgrounds = pools[set_.task == Task::categorical ? label : 0];
    if (augment_.placement) jitter(item.clip, draws(placement));
    if (augment_.displace && set_.task == Task::binary && label == 1 &&
        displace(item, pools[1], draws(displacement)))
      label = 0;
    if (augment_.pieces && set_.task == Task::binary && label == 1 && truncate(item, draws(piece)))
      label = 0;
    if (augment_.gain)
      item.gain = ratio(draws(gain).between(augment_.gain->low_db, augment_.gain->high_db));
    if (augment_.mix) mix_background(item, backgrounds, draws(mix));
    if (item.background.kind == Background::none) fill_gaps(item, backgrounds, draws(fill));
  }
  if (augment_.mixup) apply_mixup(plan, first_step);
  return plan;
}

void AugmentPlanner::jitter(AugmentPart& clip, Draws draws) const {
  const std::int32_t max = samples(augment_.placement->jitter_s);
  clip.start = centred_start(window_, clip.length) +
               static_cast<std::int32_t>(draws.below(2 * std::int64_t{max} + 1)) - max;
}

bool AugmentPlanner::displace(AugmentItem& item, const std::vector<std::int32_t>& calls,
                              Draws draws) const {
  const DisplaceConfig& c = *augment_.displace;
  if (!draws.chance(c.probability)) return false;
  const bool left = draws.chance(0.5);
  const std::int32_t min = samples(c.beyond_s) + 1;
  const std::int32_t max = std::max(min, (window_ + item.clip.length) / 2);
  const auto offset = min + static_cast<std::int32_t>(draws.below(std::int64_t{max} - min + 1));
  item.clip.start = centred_start(window_, item.clip.length) + (left ? -offset : offset);
  if (draws.chance(c.with_call)) add_adjacent_call(item, left, calls, draws);
  return true;
}

bool AugmentPlanner::truncate(AugmentItem& item, Draws draws) const {
  const PiecesConfig& c = *augment_.pieces;
  if (!draws.chance(c.probability)) return false;
  AugmentPart& clip = item.clip;
  const std::int32_t full_length = clip.length;
  clip.length = std::max(
      1, static_cast<std::int32_t>(full_length * draws.between(c.least_share, c.most_share)));
  clip.first = static_cast<std::int32_t>(draws.below(std::int64_t{full_length} - clip.length + 1));
  // its centre is anywhere in the window
  clip.start = static_cast<std::int32_t>(draws.below(window_)) - clip.length / 2;
  return true;
}

// `left`: the clip was moved to the left, so the call is added on its right.
void AugmentPlanner::add_adjacent_call(AugmentItem& item, bool left,
                                       const std::vector<std::int32_t>& calls, Draws& draws) const {
  const std::int32_t row = draw_other(calls, item.clip.row, draws);
  if (row < 0) return;
  AugmentPart call{row, length(row), 0};
  call.start = left ? item.clip.start + item.clip.length : item.clip.start - call.length;
  if (twice_centre_offset(call, window_) > 2 * std::int64_t{samples(augment_.displace->beyond_s)})
    item.call = call;
}

void AugmentPlanner::mix_background(AugmentItem& item, const std::vector<std::int32_t>& pool,
                                    Draws draws) const {
  const MixConfig& c = *augment_.mix;
  if (!draws.chance(c.probability)) return;
  item.noise = ratio(-draws.between(c.low_db, c.high_db));
  const std::int32_t row = draw_other(pool, item.clip.row, draws);
  if (row < 0) return;
  const std::int32_t samples = length(row);
  item.background = {row, samples, static_cast<std::int32_t>(draws.below(samples)),
                     Background::mix};
}

void AugmentPlanner::fill_gaps(AugmentItem& item, const std::vector<std::int32_t>& pool,
                               Draws draws) const {
  if (!draws.chance(augment_.fill) || !has_gaps(item)) return;
  const std::int32_t row = draw_other(pool, item.clip.row, draws);
  if (row < 0) return;
  const std::int32_t samples = length(row);
  item.background = {row, samples, static_cast<std::int32_t>(draws.below(samples)),
                     Background::fill};
}

bool AugmentPlanner::has_gaps(const AugmentItem& item) const {
  return samples_inside(item.clip, window_) + samples_inside(item.call, window_) < window_;
}

void AugmentPlanner::apply_mixup(EpochPlan& plan, std::uint32_t first_step) const {
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
