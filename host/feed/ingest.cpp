#include "feed/ingest.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/interrupt.h"
#include "ops/resample.h"
#include "feed/wave_maker.h"

namespace canopy {
namespace {

constexpr int batch = 16;
constexpr std::size_t feature_cache_limit = std::size_t{512} << 20;

std::size_t row_bytes(const Config& config, CacheKind cache) {
  const std::int64_t floats = cache == CacheKind::features ? feature_image(config.features).size()
                                                           : row_features(config).clip_samples;
  return static_cast<std::size_t>(floats) * sizeof(float);
}

/// Features when they are small and stay as they are, else waves when they fit, else nothing.
CacheKind choose_cache(const Config& config, std::size_t clips, std::size_t free) {
  if (config.train.cache != CacheKind::automatic) return config.train.cache;
  const std::size_t features = clips * row_bytes(config, CacheKind::features);
  const std::size_t waves = clips * row_bytes(config, CacheKind::waves);
  if (!config.train.augment && features <= feature_cache_limit && features <= free / 2)
    return CacheKind::features;
  return waves <= free / 2 ? CacheKind::waves : CacheKind::none;
}

}  // namespace

void refuse_too_many_bad(const ClipSet& all, const ClipSet& good, const std::vector<BadFile>& bad) {
  std::string list;
  for (std::size_t i = 0; i < std::min<std::size_t>(bad.size(), 10); ++i)
    list += "\n" + bad[i].name + ": " + bad[i].reason;
  if (bad.size() > 10) list += "\n... and " + std::to_string(bad.size() - 10) + " more";
  if (bad.size() * 100 > all.clips.size())
    throw Error(ErrorKind::data,
                std::to_string(bad.size()) + " of " + std::to_string(all.clips.size()) +
                    " clips are damaged, more than 1 %; mend or remove them" + list);
  for (std::size_t label = 0; label < all.classes.size(); ++label) {
    const auto any_in = [&](const std::vector<Clip>& clips) {
      return std::any_of(clips.begin(), clips.end(),
                         [&](const Clip& clip) { return all.has(clip, label); });
    };
    if (any_in(all.clips) && !any_in(good.clips))
      throw Error(ErrorKind::data,
                  "class " + all.classes[label] + " has no clip that can be used" + list);
  }
}

FeaturesConfig row_features(const Config& config) {
  FeaturesConfig rows = config.features;
  if (!config.train.augment) return rows;
  const std::int64_t window = rows.clip_samples;
  const auto wanted =
      static_cast<std::int64_t>(std::ceil(config.train.augment->row_s * rows.sample_rate));
  // an even number longer than a window, so that the middle of a clip is where a window has it
  rows.clip_samples =
      static_cast<int>(window + (std::max<std::int64_t>(0, wanted - window) + 3) / 4 * 4);
  rows.pad = PadSide::back;
  return rows;
}

LoaderOptions loader_options(const Config& config, int threads) {
  LoaderOptions options;
  options.threads = threads;
  options.slots = 2 * batch + threads;
  options.max_clip_s = config.data.max_clip_s;
  // what makes a row, and the filter's reach behind it
  const double clip_s =
      static_cast<double>(row_features(config).clip_samples) / config.features.sample_rate;
  if (config.features.crop == CropPart::first) options.keep_s = clip_s + 0.2;
  if (config.features.mono.kind == MonoKind::channel)
    options.channel = config.features.mono.channel;
  return options;
}

Ingested ingest(Backend& backend, Stream& stream, const Config& config, ClipSet set, int threads,
                std::size_t reserved) {
  Ingested result;
  const std::size_t free = backend.info().free_bytes;
  result.cache = choose_cache(config, set.clips.size(), free > reserved ? free - reserved : 0);
  const std::size_t row = row_bytes(config, result.cache);
  const FeaturesConfig rows = row_features(config);
  if (result.cache != CacheKind::none) result.rows = backend.allocate(row * set.clips.size());

  std::vector<std::size_t> order(set.clips.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  LoaderOptions options = loader_options(config, threads);
  options.measure = true;
  PinnedSlots slots(backend, options.slots);
  Loader loader(set.clips, order, options, slots.memory());

  WaveMaker maker(backend, rows, batch);  // ends before the loader, whose slots it holds
  std::unique_ptr<FeatureExtractor> features;
  const auto clip_floats = static_cast<std::size_t>(rows.clip_samples);
  Buffer waves = backend.allocate(batch * clip_floats * sizeof(float));
  if (result.cache == CacheKind::features)
    features = std::make_unique<FeatureExtractor>(backend, config.features, batch);

  std::vector<int> held;
  std::size_t stored = 0;
  const auto flush = [&] {
    const int n = maker.count();
    if (n == 0) return;
    float* to = result.rows.floats() + stored * (row / sizeof(float));
    maker.flush(stream, features ? waves.floats() : to, [&loader, slots_used = std::move(held)] {
      for (int slot : slots_used) loader.release(slot);
    });
    if (features) features->run(stream, n, waves.floats(), config.features.clip_samples, to);
    stored += static_cast<std::size_t>(n);
    held.clear();
  };

  static_cast<Survey&>(result) = survey_clips(loader, set, [&](const LoadedClip& clip) {
    result.lengths.push_back(
        static_cast<std::int32_t>(clip_row(rows, clip.frames, clip.rate).outputs));
    result.largest_clip = std::max(result.largest_clip, clip.bytes);
    result.seconds_of_sound += clip.sound.seconds();
    if (result.cache == CacheKind::none) {  // nothing to keep: it was only to be seen whole
      loader.release(clip.slot);
      return;
    }
    held.push_back(clip.slot);
    maker.add(clip);
    if (maker.count() == batch) flush();
  });
  flush();
  stream.synchronize();
  if (!interrupt_signal()) refuse_too_many_bad(set, result.set, result.bad);
  return result;
}

}  // namespace canopy
