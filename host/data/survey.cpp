#include "data/survey.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"
#include "base/interrupt.h"
#include "base/progress.h"

namespace canopy {
namespace {

constexpr std::size_t max_shown = 10;

/// The first of them, one a line, each with a line break before it.
std::string list_of(const std::vector<BadFile>& bad) {
  std::string list;
  for (std::size_t i = 0; i < std::min(bad.size(), max_shown); ++i)
    list += fmt::format("\n{}: {}", bad[i].name, bad[i].reason);
  if (bad.size() > max_shown) list += fmt::format("\n... and {} more", bad.size() - max_shown);
  return list;
}

}  // namespace

Survey survey_clips(const ClipSet& listed, const std::function<bool(LoadedClip&)>& next,
                    const std::string& progress_title,
                    const std::function<void(const LoadedClip&)>& good) {
  Survey survey;
  survey.set = listed;
  survey.set.clips.clear();
  ProgressLine progress(progress_title);
  LoadedClip clip;
  while (!interrupt_signal() && next(clip)) {
    progress.update(fmt::format("{}/{}", clip.index + 1, listed.clips.size()));
    const Clip& named = listed.clips[clip.index];
    if (!clip.error.empty()) {
      survey.bad.push_back({named.name, clip.error});
      continue;
    }
    survey.set.clips.push_back(named);
    survey.sounds.push_back(clip.sound);
    if (good) good(clip);
  }
  return survey;
}

void require_good_clips(const ClipSet& listed, const Survey& survey) {
  if (survey.bad.size() * 100 > listed.clips.size())
    throw Error(ErrorKind::data,
                fmt::format("{} of {} clips are damaged, more than 1 %; repair or remove them{}",
                            survey.bad.size(), listed.clips.size(), list_of(survey.bad)));
  for (std::size_t label = 0; label < listed.classes.size(); ++label) {
    const auto any_in = [&](const std::vector<Clip>& clips) {
      return std::any_of(clips.begin(), clips.end(),
                         [&](const Clip& clip) { return listed.has(clip, label); });
    };
    if (any_in(listed.clips) && !any_in(survey.set.clips))
      throw Error(ErrorKind::data, fmt::format("class {} has no usable clip{}",
                                               listed.classes[label], list_of(survey.bad)));
  }
}

}  // namespace canopy
