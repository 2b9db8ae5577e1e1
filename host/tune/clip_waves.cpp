#include "tune/clip_waves.h"

#include <cmath>

#include "feed/clip_stream.h"
#include "feed/rows.h"
#include "model/features.h"

namespace canopy {
namespace {

constexpr int batch = 16;

/// Rows of `longest_s` that begin with the clip's first sample.
FeaturesConfig row_features(FeaturesConfig features, double longest_s) {
  features.clip_samples = static_cast<int>(std::ceil(longest_s * features.sample_rate));
  features.crop = CropPart::first;
  features.pad = PadSide::back;
  return features;
}

}  // namespace

std::vector<ClipWave> read_clip_waves(Backend& backend, Stream& stream, const Config& config,
                                      const std::vector<Clip>& clips, double longest_s,
                                      int threads) {
  Config rows = config;
  rows.features = row_features(config.features, longest_s);
  const std::int64_t row = rows.features.clip_samples;
  const Buffer waves = allocate_floats(backend, batch * row);
  const Buffer host = backend.allocate_pinned(float_bytes(batch * row));
  ClipStream decoded(backend, rows.features, loader_options(rows, threads, batch), batch);
  std::vector<ClipWave> result;
  const auto take_batch = [&] {
    const std::vector<LoadedClip>& made = decoded.make_rows(stream, waves.floats());
    if (made.empty()) return;
    const auto count = static_cast<std::int64_t>(made.size());
    backend.download(stream, host.data(), waves.data(), float_bytes(count * row));
    stream.synchronize();
    const float* wave = host.floats();
    for (const LoadedClip& clip : made) {
      const std::int64_t length = clip_row(rows.features, clip.frames, clip.rate).outputs;
      result.push_back({clips[clip.index].group, {wave, wave + length}});
      wave += row;
    }
  };
  decoded.begin(clips);
  for (LoadedClip clip; decoded.next(clip);)
    if (decoded.full()) take_batch();
  take_batch();
  return result;
}

}  // namespace canopy
