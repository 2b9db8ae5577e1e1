// The first pass over the clips: decodes each one completely, so that damage is known before the
// split and the training, and fills the cache on the device.
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
  CacheKind cache = CacheKind::none;  // the content of `rows`: waves, features or nothing
  Buffer rows;                        // [clips, samples of row_features] or [clips, image]
  std::vector<std::int32_t> lengths;  // samples of each clip in its row of waves
  std::size_t largest_clip = 0;       // maximum bytes of PCM that the loader keeps of a clip
  double seconds_of_sound = 0;
};

/// Decodes the clips and fills the cache, for which the device has `room` bytes (see cache_room).
/// Shows progress and prints what is cached; stops early when interrupt_signal() is set. Throws
/// Error(data) as require_good_clips().
Ingested ingest(Backend& backend, Stream& stream, const Config& config, const ClipSet& listed,
                int threads, std::size_t room);

}  // namespace canopy
