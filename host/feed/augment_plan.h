// The augmentation of an epoch: every random decision, made in advance as a function of (seed,
// step, position in the batch). A resumed run therefore continues with the same bits, every device
// does the same, and a source knows which other clips a batch needs.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "config/config.h"
#include "data/clips.h"
#include "feed/draws.h"
#include "ops/augment.h"

namespace canopy {

/// The items of consecutive batches.
struct EpochPlan {
  std::vector<AugmentItem> items;      // rows are indices of clips in the set
  std::vector<std::int32_t> labels;    // for training: 0 for a displaced or truncated call
  std::vector<std::int32_t> partners;  // mixup: labels of the items that are blended in
  std::vector<float> shares;           // mixup: the weight of the item itself
};

class AugmentPlanner {
 public:
  /// `lengths`: number of samples of each clip in its row. The config must have train.augment. The
  /// arguments must outlive the planner. Throws Error(data) if the config uses backgrounds and a
  /// multi-label set has no training clip without a class.
  AugmentPlanner(const Config& config, const ClipSet& set,
                 const std::vector<std::int32_t>& lengths);

  /// Clips without augmentation, placed as features.crop and features.pad specify.
  EpochPlan plain(const std::vector<std::int32_t>& clips) const;
  /// Augmented clips for training from step `first_step` on; the first clip is the first of a
  /// batch. Backgrounds and added calls come from the set's training part at the time of the call.
  EpochPlan augmented(const std::vector<std::int32_t>& clips, std::uint32_t first_step) const;

 private:
  using Pools = std::map<std::int32_t, std::vector<std::int32_t>>;  // training clips by label
  Pools training_clips() const;
  std::int32_t length(std::int32_t clip) const { return lengths_[static_cast<std::size_t>(clip)]; }
  std::int32_t samples(double seconds) const;

  AugmentPart placed(std::int32_t clip) const;
  void jitter(AugmentPart& clip, Draws draws) const;
  bool displace(AugmentItem& item, const std::vector<std::int32_t>& calls, Draws draws) const;
  bool truncate(AugmentItem& item, Draws draws) const;
  void add_adjacent_call(AugmentItem& item, bool left, const std::vector<std::int32_t>& calls,
                         Draws& draws) const;
  void mix_background(AugmentItem& item, const std::vector<std::int32_t>& pool, Draws draws) const;
  void fill_gaps(AugmentItem& item, const std::vector<std::int32_t>& pool, Draws draws) const;
  bool has_gaps(const AugmentItem& item) const;
  void apply_mixup(EpochPlan& plan, std::uint32_t first_step) const;

  const Config& config_;
  const AugmentConfig& augment_;
  const ClipSet& set_;
  const std::vector<std::int32_t>& lengths_;
  std::int32_t window_;  // samples
};

}  // namespace canopy
