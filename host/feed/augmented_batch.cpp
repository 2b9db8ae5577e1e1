#include "feed/augmented_batch.h"

#include <algorithm>
#include <cmath>

#include "feed/ingest.h"
#include "model/features.h"

namespace canopy {
namespace {

constexpr double fade_s = 0.01;  // over which a clip fades in and out of its background

MaskParams mask_params(const Config& config) {
  const MasksConfig& masks = *config.train.augment->masks;
  const Image image = feature_image(config.features);
  MaskParams params;
  params.frames = image.height;
  params.bands = image.width;
  params.time_masks = masks.time;
  params.band_masks = masks.bands;
  const double frames = masks.time_s * config.features.sample_rate / config.features.stft.step;
  params.max_frames =
      static_cast<std::int64_t>(std::min(std::floor(frames), static_cast<double>(image.height)));
  params.max_bands = static_cast<std::int64_t>(masks.band_share * static_cast<double>(image.width));
  params.seed = config.train.seed ^ 0x5DEECE66D1CE4E5Bull;
  params.max_items = config.train.batch_size;
  return params;
}

}  // namespace

AugmentedBatch::AugmentedBatch(Backend& backend, const Config& config)
    : items_(backend, config.train.batch_size),
      labels_(backend, config.train.batch_size),
      partners_(backend, config.train.batch_size),
      shares_(backend, config.train.batch_size) {
  AugmentParams params;
  params.row_samples = row_features(config).clip_samples;
  params.clip_samples = config.features.clip_samples;
  params.fade = std::llround(fade_s * config.features.sample_rate);
  params.max_items = config.train.batch_size;
  augment_ = backend.make_augment(params);
  if (config.train.augment->mixup)
    mixup_ = backend.make_mixup({feature_image(config.features).size(), config.train.batch_size});
  if (config.train.augment->masks) mask_ = backend.make_mask(mask_params(config));
}

void AugmentedBatch::begin(Stream& stream, const EpochPlan& plan) {
  items_.begin(stream, plan.items);
  labels_.begin(stream, plan.labels);
  if (!mixup_) return;
  partners_.begin(stream, plan.partners);
  shares_.begin(stream, plan.shares);
}

int AugmentedBatch::next(Stream& stream) {
  labels_.next(stream);
  if (mixup_) {
    partners_.next(stream);
    shares_.next(stream);
  }
  return items_.next(stream);
}

void AugmentedBatch::make_windows(Stream& stream, int n, const float* rows, float* windows) {
  augment_->run(stream, n, rows, items_.values(), windows);
}

void AugmentedBatch::change_images(Stream& stream, int n, const StepScalars* step, float* images) {
  if (mixup_) mixup_->run(stream, n, shares_.values(), images);
  if (mask_) mask_->run(stream, n, step, images);
}

}  // namespace canopy
