#include "feed/cache.h"

#include <algorithm>

#include "feed/rows.h"
#include "model/features.h"

namespace canopy {
namespace {

constexpr std::size_t feature_cache_limit = std::size_t{512} << 20;

/// a - b, or 0 if that is negative.
std::size_t difference(std::size_t a, std::size_t b) {
  return a > b ? a - b : 0;
}

}  // namespace

std::size_t cache_room(const Backend& backend, std::size_t free_when_opened, std::size_t reserved) {
  const std::size_t unallocated = difference(free_when_opened, backend.allocated_bytes());
  return difference(std::min(backend.info().free_bytes, unallocated), reserved);
}

CacheKind choose_cache(const Config& config, std::size_t clips, std::size_t room) {
  if (config.train.cache != CacheKind::automatic) return config.train.cache;
  const auto fits = [&](CacheKind cache, std::size_t bytes) {
    return clips * cache_row_floats(config, cache) * sizeof(float) <= bytes;
  };
  if (!config.train.augment && fits(CacheKind::features, std::min(feature_cache_limit, room / 2)))
    return CacheKind::features;
  return fits(CacheKind::waves, room / 2) ? CacheKind::waves : CacheKind::none;
}

std::size_t cache_row_floats(const Config& config, CacheKind cache) {
  return static_cast<std::size_t>(cache == CacheKind::features
                                      ? feature_image(config.features).size()
                                      : row_features(config).clip_samples);
}

}  // namespace canopy
