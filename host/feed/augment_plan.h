// What an epoch's items become: every random decision of the augmentation, made beforehand from
// (seed, step, place in the batch) alone. So a resumed run goes on with the same bits, every device
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

/// The items of some batches, one after another.
struct EpochPlan {
  std::vector<AugmentItem> items;      // rows are the clips' indices into the set
  std::vector<std::int32_t> labels;    // as trained on: a displaced call counts as negative
  std::vector<std::int32_t> partners;  // labels of the items that mixup blends in
  std::vector<float> shares;           // mixup's, of the item's own
};

class AugmentPlanner {
 public:
  /// `lengths`: how many samples of each clip its row holds. The arguments must outlive the
  /// planner; the config has train.augment. Throws Error(data) for a multi-label set without clips
  /// of no class, when it asks for backgrounds.
  AugmentPlanner(const Config& config, const ClipSet& set,
                 const std::vector<std::int32_t>& lengths);

  /// The clips in their windows as features.crop and features.pad say.
  EpochPlan plain(const std::vector<std::int32_t>& clips) const;
  /// For training from step `first_step` on, the first clip being the first of a batch. Other clips
  /// are taken from what is the set's training part at that time.
  EpochPlan augmented(const std::vector<std::int32_t>& clips, std::uint32_t first_step) const;

 private:
  using Pools = std::map<std::int32_t, std::vector<std::int32_t>>;  // training clips by their label
  Pools training_clips() const;
  std::int32_t length(std::int32_t clip) const { return lengths_[static_cast<std::size_t>(clip)]; }
  std::int32_t samples(double seconds) const;

  AugmentPart placed(std::int32_t clip) const;
  void jitter(AugmentPart& clip, Draws draws) const;
  bool displace(AugmentItem& item, const std::vector<std::int32_t>& calls, Draws draws) const;
  bool cut_to_piece(AugmentItem& item, Draws draws) const;
  void put_call_beside(AugmentItem& item, bool to_the_left, const std::vector<std::int32_t>& calls,
                       Draws& draws) const;
  void mix_background(AugmentItem& item, const std::vector<std::int32_t>& pool, Draws draws) const;
  void fill_room(AugmentItem& item, const std::vector<std::int32_t>& pool, Draws draws) const;
  bool leaves_room(const AugmentItem& item) const;
  void mix_up(EpochPlan& plan, std::uint32_t first_step) const;

  const Config& config_;
  const AugmentConfig& augment_;
  const ClipSet& set_;
  const std::vector<std::int32_t>& lengths_;
  std::int32_t window_;  // samples
};

}  // namespace canopy
