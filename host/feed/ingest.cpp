#include "feed/ingest.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/interrupt.h"
#include "base/progress.h"
#include "feed/clip_stream.h"
#include "model/features.h"

namespace canopy {
namespace {

constexpr int batch = 16;

/// Fills the cache with one row per clip, in order.
class CacheWriter {
 public:
  CacheWriter(Backend& backend, Stream& stream, const Config& config, CacheKind cache,
              std::size_t clips)
      : stream_(stream), row_(cache_row_floats(config, cache)) {
    if (cache == CacheKind::none) return;
    rows_ = allocate_floats(backend, row_ * clips);
    if (cache != CacheKind::features) return;
    samples_ = row_features(config).clip_samples;
    waves_ = allocate_floats(backend, batch * samples_);
    features_ = std::make_unique<FeatureExtractor>(backend, config.features, batch);
  }

  void add(ClipStream& clips) {
    if (!rows_) return clips.discard();  // the clips are only checked
    float* to = rows_.floats() + stored_ * row_;
    const std::size_t n = clips.make_rows(stream_, features_ ? waves_.floats() : to).size();
    if (features_ && n > 0)
      features_->run(stream_, static_cast<int>(n), waves_.floats(), samples_, to);
    stored_ += n;
  }

  Buffer take_rows() { return std::move(rows_); }

 private:
  Stream& stream_;
  std::size_t row_;  // floats
  std::int64_t samples_ = 0;
  std::size_t stored_ = 0;
  Buffer rows_, waves_;
  std::unique_ptr<FeatureExtractor> features_;
};

std::string cache_text(const Ingested& ingested) {
  if (ingested.cache == CacheKind::none)
    return "cache: none; the clips are decoded again in every epoch";
  return fmt::format("cache: {} of the clips, {:.1f} MB on the device",
                     ingested.cache == CacheKind::waves ? "waves" : "features",
                     static_cast<double>(ingested.rows.bytes()) / 1e6);
}

}  // namespace

Ingested ingest(Backend& backend, Stream& stream, const Config& config, const ClipSet& listed,
                int threads, std::size_t room) {
  Ingested result;
  result.cache = choose_cache(config, listed.clips.size(), room);
  const FeaturesConfig rows = row_features(config);
  LoaderOptions options = loader_options(config, threads, batch);
  options.measure = true;
  CacheWriter cache(backend, stream, config, result.cache, listed.clips.size());
  ClipStream clips(backend, rows, options, batch);
  clips.begin(listed.clips);
  const auto next = [&](LoadedClip& clip) { return clips.next(clip); };
  result.survey = survey_clips(listed, next, "reading clips", [&](const LoadedClip& clip) {
    result.lengths.push_back(
        static_cast<std::int32_t>(clip_row(rows, clip.frames, clip.rate).outputs));
    result.largest_clip = std::max(result.largest_clip, clip.bytes);
    result.seconds_of_sound += clip.sound.seconds();
    if (clips.full()) cache.add(clips);
  });
  cache.add(clips);
  stream.synchronize();
  result.rows = cache.take_rows();
  if (interrupt_signal()) return result;
  require_good_clips(listed, result.survey);
  say(cache_text(result));
  return result;
}

}  // namespace canopy
