#include "tune/tune_counting.h"

#include <set>

#include <fmt/format.h>

#include "base/error.h"
#include "base/interrupt.h"
#include "tune/clip_waves.h"

namespace canopy {
namespace {

constexpr double max_clip_s = 15;  // longer clips are truncated

constexpr std::size_t min_sources = 3;  // of negatives

std::size_t sources(const std::vector<Clip>& clips) {
  std::set<std::string> groups;
  for (const Clip& clip : clips) groups.insert(clip.group);
  return groups.size();
}

}  // namespace

std::optional<TuneResult> tune_counting(Backend& backend, Stream& stream, const Config& config,
                                        const ClipSet& set, Classifier& classifier, int threads) {
  std::vector<Clip> calls, negatives, learned;
  for (const Clip& clip : set.clips) {
    if (clip.label == 1 && clip.part == Part::validation) calls.push_back(clip);
    if (clip.label == 0 && clip.part == Part::validation) negatives.push_back(clip);
    if (clip.label == 0 && clip.part == Part::train) learned.push_back(clip);
  }
  // only then: the network hardly ever mistakes a sound that it was trained on for a call
  if (sources(negatives) < min_sources)
    negatives.insert(negatives.end(), learned.begin(), learned.end());
  if (calls.empty() || negatives.empty())
    throw Error(ErrorKind::data,
                fmt::format("/scan/tune: needs a validation clip of class {} and a clip of another "
                            "class for the background; set /data/split/validation",
                            set.classes.back()));
  const TuneResult result =
      tune(backend, classifier, config,
           read_clip_waves(backend, stream, config, calls, max_clip_s, threads),
           read_clip_waves(backend, stream, config, negatives, max_clip_s, threads));
  if (interrupt_signal()) return std::nullopt;
  return result;
}

}  // namespace canopy
