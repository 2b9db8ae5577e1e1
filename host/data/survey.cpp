#include "data/survey.h"

#include "base/interrupt.h"
#include "base/progress.h"

namespace canopy {

Survey survey_clips(Loader& loader, const ClipSet& listed,
                    const std::function<void(const LoadedClip&)>& take) {
  Survey survey;
  survey.set = listed;
  survey.set.clips.clear();
  ProgressLine progress("reading clips");
  LoadedClip clip;
  while (!interrupt_signal() && loader.next(clip)) {
    progress.update(std::to_string(clip.index + 1) + "/" + std::to_string(listed.clips.size()));
    const Clip& named = listed.clips[clip.index];
    if (!clip.error.empty()) {
      survey.bad.push_back({named.name, clip.error});
      loader.release(clip.slot);
      continue;
    }
    survey.set.clips.push_back(named);
    survey.sounds.push_back(clip.sound);
    take(clip);
  }
  return survey;
}

}  // namespace canopy
