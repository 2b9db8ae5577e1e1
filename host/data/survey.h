// The first look at every clip: each is decoded completely once, so that damage is known before any
// split or training, and its sound is measured.
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

/// Calls next(clip) until it returns false: it must go over the clips of `listed` in their order,
/// decoded with LoaderOptions::measure. Calls good(clip) for each good one. Shows progress; stops
/// early, with what is done, when interrupt_signal() is set.
Survey survey_clips(const ClipSet& listed, const std::function<bool(LoadedClip&)>& next,
                    const std::string& progress_title = "reading clips",
                    const std::function<void(const LoadedClip&)>& good = {});

/// Throws Error(data) if more than 1 % of the listed clips are bad, or if a class of theirs has no
/// good clip.
void require_good_clips(const ClipSet& listed, const Survey& survey);

}  // namespace canopy
