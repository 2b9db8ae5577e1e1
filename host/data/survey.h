// The first look at every clip: each is decoded whole once, so that damage is known before any
// split or training, and what its sound is like.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "data/clips.h"
#include "data/loader.h"

namespace canopy {

struct Survey {
  ClipSet set;  // the good clips only
  std::vector<BadFile> bad;
  std::vector<SoundFacts> sounds;  // of set.clips, in their order
};

/// Takes every clip of `listed` from a loader that goes over them in their order, with `measure`.
/// `take` gets each good one and sees to it that its slot is released. Shows progress; stops early,
/// with what is done, when interrupt_signal() is set.
Survey survey_clips(Loader& loader, const ClipSet& listed,
                    const std::function<void(const LoadedClip&)>& take);

}  // namespace canopy
