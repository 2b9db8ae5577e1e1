// The first pass over the clips: every one is decoded whole, so that damage is known before any
// split or training, and what is to stay on the device gets there.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/config.h"
#include "data/clips.h"
#include "data/loader.h"
#include "data/survey.h"
#include "model/features.h"
#include "ops/backend.h"

namespace canopy {

/// The clips that can be used, and what of them stays on the device.
struct Ingested : Survey {
  CacheKind cache = CacheKind::none;  // waves, features or none
  Buffer rows;                        // [clips, samples of row_features] or [clips, image]
  std::vector<std::int32_t> lengths;  // samples of each clip that its row of waves holds
  std::size_t largest_clip = 0;       // bytes of PCM that the loader keeps of a clip
  double seconds_of_sound = 0;
};

/// Slots of pinned memory for a Loader, owned here.
class PinnedSlots {
 public:
  PinnedSlots(Backend& backend, int slots) : backend_(backend), memory_(slots) {}
  /// Takes `bytes` for every slot now, so that nothing is taken later.
  void reserve(std::size_t bytes) {
    for (Buffer& buffer : memory_)
      if (bytes > buffer.bytes()) buffer = backend_.allocate_pinned(bytes);
  }
  SlotMemory memory() {
    return [this](int slot, std::size_t bytes) {
      Buffer& buffer = memory_[static_cast<std::size_t>(slot)];
      if (bytes > buffer.bytes()) {
        buffer = Buffer();
        buffer = backend_.allocate_pinned(bytes + bytes / 4);
      }
      return buffer.data();
    };
  }

 private:
  Backend& backend_;
  std::vector<Buffer> memory_;
};

/// How clips become rows of waves: the windows themselves, or with train.augment longer rows that
/// begin with the clip's first sample, from which windows are cut anew in every epoch.
FeaturesConfig row_features(const Config& config);

/// How the loader is to run for clips of this config.
LoaderOptions loader_options(const Config& config, int threads);

/// Throws Error(data) when more than 1 % of the clips of `all` are bad or a class that it has is
/// not among the good ones.
void refuse_too_many_bad(const ClipSet& all, const ClipSet& good, const std::vector<BadFile>& bad);

/// Decodes and caches. `reserved` bytes of the device are needed for something else (the network).
/// Throws Error(data) as refuse_too_many_bad does.
Ingested ingest(Backend& backend, Stream& stream, const Config& config, ClipSet set, int threads,
                std::size_t reserved);

}  // namespace canopy
