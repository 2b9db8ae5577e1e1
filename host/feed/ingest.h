// The first pass over the clips: each is decoded completely, so that damage is known before any
// split or training, and cached data is copied to the device.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "config/config.h"
#include "data/survey.h"
#include "feed/cache.h"
#include "feed/rows.h"
#include "ops/backend.h"

namespace canopy {

struct Ingested {
  Survey survey;                      // the good clips and the bad ones
  CacheKind cache = CacheKind::none;  // what `rows` holds: waves, features or nothing
  Buffer rows;                        // [clips, samples of row_features] or [clips, image]
  std::vector<std::int32_t> lengths;  // samples of each clip that its row of waves holds
  std::size_t largest_clip = 0;       // bytes of PCM that the loader keeps of a clip
  double seconds_of_sound = 0;
};

/// Decodes the clips and fills the cache, for which the device has `room` bytes (see cache_room).
/// Shows progress and says what is cached; stops early when interrupt_signal() is set. Throws Error(data) as
/// require_good_clips().
Ingested ingest(Backend& backend, Stream& stream, const Config& config, const ClipSet& listed,
                int threads, std::size_t room);

}  // namespace canopy
