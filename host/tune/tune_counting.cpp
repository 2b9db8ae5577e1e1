#include "tune/tune_counting.h"

#include <set>

#include "base/error.h"
#include "base/interrupt.h"
#include "tune/clip_waves.h"

namespace canopy {
namespace {

constexpr double longest_clip_s = 15;  // what of a clip goes into a recording

constexpr std::size_t enough_sources = 3;

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
  // The network hardly takes a sound for a call that it has learned to be none.
  if (sources(negatives) < enough_sources)
    negatives.insert(negatives.end(), learned.begin(), learned.end());
  if (calls.empty() || negatives.empty())
    throw Error(ErrorKind::data, "scan.tune: the validation part has no clip of class " +
                                     set.classes.back() +
                                     ", or there are no negatives to put it over");
  const TuneResult result =
      tune(backend, classifier, config,
           read_clip_waves(backend, stream, config, calls, longest_clip_s, threads),
           read_clip_waves(backend, stream, config, negatives, longest_clip_s, threads));
  if (interrupt_signal()) return std::nullopt;
  return result;
}

}  // namespace canopy
