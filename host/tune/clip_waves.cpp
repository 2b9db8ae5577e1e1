#include "tune/clip_waves.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "ops/resample.h"
#include "feed/ingest.h"
#include "feed/wave_maker.h"

namespace canopy {
namespace {

constexpr int batch = 16;

/// Rows as long as the longest clip wanted, with the sound at their front.
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
  const auto row = static_cast<std::size_t>(rows.features.clip_samples);
  std::vector<std::size_t> order(clips.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  const LoaderOptions options = loader_options(rows, threads);
  PinnedSlots slots(backend, options.slots);
  Loader loader(clips, order, options, slots.memory());
  WaveMaker maker(backend, rows.features, batch);  // ends before the loader, whose slots it holds
  const Buffer waves = backend.allocate(batch * row * sizeof(float));
  const Buffer host = backend.allocate_pinned(batch * row * sizeof(float));

  std::vector<ClipWave> result;
  std::vector<int> held;
  std::size_t taken = 0;  // of the result, already filled
  const auto flush = [&] {
    const std::size_t n = held.size();
    if (n == 0) return;
    maker.flush(stream, waves.floats(), [&loader, slots_used = std::move(held)] {
      for (int slot : slots_used) loader.release(slot);
    });
    backend.download(stream, host.data(), waves.data(), n * row * sizeof(float));
    stream.synchronize();
    for (std::size_t i = 0; i < n; ++i, ++taken)
      std::memcpy(result[taken].samples.data(), host.floats() + i * row,
                  result[taken].samples.size() * sizeof(float));
    held.clear();
  };
  LoadedClip clip;
  while (loader.next(clip)) {
    if (!clip.error.empty()) {
      loader.release(clip.slot);
      continue;
    }
    const std::int64_t length =
        resampled_length(clip.frames, clip.rate, config.features.sample_rate);
    result.push_back({clips[clip.index].group, {}});
    result.back().samples.resize(
        static_cast<std::size_t>(std::min<std::int64_t>(length, static_cast<std::int64_t>(row))));
    maker.add(clip);
    held.push_back(clip.slot);
    if (maker.count() == batch) flush();
  }
  flush();
  return result;
}

}  // namespace canopy
