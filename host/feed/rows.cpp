#include "feed/rows.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace canopy {

FeaturesConfig row_features(const Config& config) {
  FeaturesConfig rows = config.features;
  if (!config.train.augment) return rows;
  const std::int64_t window = rows.clip_samples;
  const auto wanted =
      static_cast<std::int64_t>(std::ceil(config.train.augment->row_s * rows.sample_rate));
  // longer than a window by an even number, so that clip and window can have the same centre
  rows.clip_samples =
      static_cast<int>(window + (std::max<std::int64_t>(0, wanted - window) + 3) / 4 * 4);
  rows.pad = PadSide::back;
  return rows;
}

LoaderOptions loader_options(const Config& config, int threads, int max_rows) {
  LoaderOptions options;
  options.threads = threads;
  options.slots = 2 * max_rows + threads;
  options.max_clip_s = config.data.max_clip_s;
  // the row itself and what the resampling filter reads after it
  const double clip_s =
      static_cast<double>(row_features(config).clip_samples) / config.features.sample_rate;
  if (config.features.crop == CropPart::first) options.keep_s = clip_s + 0.2;
  if (config.features.mono.kind == MonoKind::channel)
    options.channel = config.features.mono.channel;
  return options;
}

}  // namespace canopy
