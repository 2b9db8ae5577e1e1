// The front end of the network: waves [-> level] -> spectrogram [-> mel] [-> log or pcen], on the
// device.
#pragma once

#include <memory>

#include "config/config.h"
#include "ops/backend.h"
#include "ops/rms_normalise.h"
#include "ops/mel_log.h"
#include "ops/pcen.h"
#include "ops/resample.h"
#include "ops/spectrogram.h"
#include "ops/tensor.h"

namespace canopy {

class FeatureExtractor {
 public:
  FeatureExtractor(Backend& backend, const FeaturesConfig& config, int max_items);

  /// frames x (bins or mel bands) x 1.
  Image output() const { return output_; }
  /// out[n, output] from n waves of clip_samples each; wave i starts at waves + i * stride.
  void run(Stream& stream, int n, const float* waves, std::int64_t stride, float* out);

 private:
  Image output_;
  std::int64_t samples_;
  std::unique_ptr<RmsNormalise> level_;
  std::unique_ptr<Spectrogram> spectrogram_;
  std::unique_ptr<MelLog> mel_;
  std::unique_ptr<Pcen> pcen_;
  Buffer levelled_, power_;
};

/// The image a clip becomes, without making anything.
Image feature_image(const FeaturesConfig& config);

MonoMode mono_mode(const MonoConfig& config);

/// Where a sound of `have` samples, at most clip_samples, begins in the window: behind the zeros
/// that the config's side of padding puts before it.
std::int64_t pad_before(const FeaturesConfig& config, std::int64_t have);

/// The row of a clip of `frames` frames at `rate`: clip_samples of its samples, the part that the
/// config's crop names, or zeros at the side of the config for what is missing. offset_bytes,
/// format and channels are the caller's.
ResampleItem clip_row(const FeaturesConfig& config, std::int64_t frames, int rate);

}  // namespace canopy
