// Augmentation on the device: makes the windows of a batch from longer rows, as planned, then
// blends and masks its images.
#pragma once

#include <memory>

#include "feed/augment_plan.h"
#include "feed/epoch_list.h"
#include "ops/augment.h"
#include "ops/mask.h"
#include "ops/mixup.h"

namespace canopy {

class AugmentedBatch {
 public:
  /// The config must have train.augment.
  AugmentedBatch(Backend& backend, const Config& config);

  /// Uploads the plan of an epoch.
  void begin(Stream& stream, const EpochPlan& plan);
  /// Goes to the next batch and returns its number of items, 0 at the end.
  int next(Stream& stream);

  /// rows [rows, samples of row_features] -> windows [n, clip_samples].
  void make_windows(Stream& stream, int n, const float* rows, float* windows);
  /// Applies mixup and masks to images [n, image] in place; for training only. `step` is device
  /// memory.
  void change_images(Stream& stream, int n, const StepScalars* step, float* images);

  const std::int32_t* labels() const { return labels_.values(); }
  /// Labels that mixup blends in, and the share of the item itself; null without mixup.
  const std::int32_t* partners() const { return mixup_ ? partners_.values() : nullptr; }
  const float* shares() const { return mixup_ ? shares_.values() : nullptr; }

 private:
  std::unique_ptr<Augment> augment_;
  std::unique_ptr<Mixup> mixup_;
  std::unique_ptr<Mask> mask_;
  EpochList<AugmentItem> items_;
  EpochList<std::int32_t> labels_, partners_;
  EpochList<float> shares_;
};

}  // namespace canopy
