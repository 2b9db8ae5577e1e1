// The features, computed on the device: waves [-> RMS normalisation] -> spectrogram [-> mel]
// [-> log or PCEN]. To add a step:
//   model/features.{h,cpp}   its op in FeatureExtractor, and what it does to feature_image()
//   config/config.h          its switch: see the list there
//   run/facts.cpp            its words on the report page
//   tests/model/features_test.cpp
// A step that needs a new op: see ops/backend.h. Images have one channel: ops/mask.h and
// feed/augmented_batch.cpp rely on that.
#pragma once

#include <memory>

#include "config/config.h"
#include "ops/backend.h"
#include "ops/mel_log.h"
#include "ops/pcen.h"
#include "ops/resample.h"
#include "ops/rms_normalise.h"
#include "ops/spectrogram.h"
#include "ops/tensor.h"

namespace canopy {

class FeatureExtractor {
 public:
  FeatureExtractor(Backend& backend, const FeaturesConfig& config, int max_items);

  /// Frames x (FFT bins or mel bands) x 1.
  Image output() const { return output_; }
  /// n waves of clip_samples samples -> out [n, output]; wave i starts at waves + i * stride.
  void run(Stream& stream, int n, const float* waves, std::int64_t stride, float* out);

 private:
  Image output_;
  std::int64_t samples_;
  std::unique_ptr<RmsNormalise> normalise_;
  std::unique_ptr<Spectrogram> spectrogram_;
  std::unique_ptr<MelLog> mel_;
  std::unique_ptr<Pcen> pcen_;
  Buffer normalised_, power_;
};

/// The shape of the features of one clip, without making a FeatureExtractor.
Image feature_image(const FeaturesConfig& config);

/// Number of zeros before a sound of `have` samples, at most clip_samples, that the config's
/// padding puts into the window.
std::int64_t pad_before(const FeaturesConfig& config, std::int64_t have);

/// How a clip of `frames` samples at `rate` Hz is resampled into a row of clip_samples samples:
/// cropped or zero-padded according to the config. The caller sets offset_bytes, format and
/// channels.
ResampleItem clip_row(const FeaturesConfig& config, std::int64_t frames, int rate);

}  // namespace canopy
