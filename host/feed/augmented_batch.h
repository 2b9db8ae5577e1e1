// The device's part of augmentation: a batch's windows made of longer rows as a plan says, and its
// images blended and masked.
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
  /// For a config with train.augment.
  AugmentedBatch(Backend& backend, const Config& config);

  void begin(Stream& stream, const EpochPlan& plan);
  int next(Stream& stream);

  /// rows [rows, samples of row_features] -> windows [n, clip_samples].
  void make_windows(Stream& stream, int n, const float* rows, float* windows);
  /// images [n, image] in place: mixup and masks, in training alone.
  void change_images(Stream& stream, int n, const StepScalars* step, float* images);

  const std::int32_t* labels() const { return labels_.values(); }
  /// What mixup blends in; null without mixup.
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
