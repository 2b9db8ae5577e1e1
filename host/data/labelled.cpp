#include "data/labelled.h"

#include <algorithm>
#include <cmath>
#include <deque>

#include "base/shuffle.h"

namespace canopy {
namespace {

constexpr double unsure_end_s = 0.1;  // the declared length of an MP3 may be a little too long

struct Stretch {
  double start_s, end_s;
  double seconds() const { return end_s - start_s; }
};

bool is_ignored(const LabelledInterval& interval, const LabelsConfig& config) {
  return std::find(config.ignore.begin(), config.ignore.end(), interval.label) !=
         config.ignore.end();
}

/// Everything that is at least min_gap_s away from all intervals, ignored or not.
std::vector<Stretch> free_stretches(const LabelledRecording& recording, double min_gap_s) {
  std::vector<LabelledInterval> sorted = recording.intervals;
  std::sort(sorted.begin(), sorted.end(),
            [](const auto& a, const auto& b) { return a.start_s < b.start_s; });
  std::vector<Stretch> free;
  double from = 0;
  for (const LabelledInterval& interval : sorted) {
    if (interval.start_s - min_gap_s > from) free.push_back({from, interval.start_s - min_gap_s});
    from = std::max(from, interval.end_s + min_gap_s);
  }
  const double end = recording.seconds - unsure_end_s;
  if (end > from) free.push_back({from, end});
  return free;
}

/// Hands out the lengths in turn, so that all are used equally often.
class Lengths {
 public:
  Lengths(std::vector<double> lengths, std::uint32_t seed) {
    shuffle(lengths, seed, 0x6C656E677468ull);  // "length"
    queue_.assign(lengths.begin(), lengths.end());
  }
  /// The first length in the queue up to `max_length`, which moves to the end; 0 if there is none.
  double next(double max_length) {
    const auto found = std::find_if(queue_.begin(), queue_.end(),
                                    [&](double length) { return length <= max_length; });
    if (found == queue_.end()) return 0;
    const double length = *found;
    queue_.erase(found);
    queue_.push_back(length);
    return length;
  }

 private:
  std::deque<double> queue_;
};

/// Adds as many negatives as fit into the stretch, with equal gaps around them.
void fill(const Stretch& stretch, Lengths& lengths, std::vector<Stretch>& places) {
  std::vector<double> taken;
  double left = stretch.seconds();
  for (double length; (length = lengths.next(left)) > 0; left -= length) taken.push_back(length);
  const double gap = left / static_cast<double>(taken.size() + 1);
  double at = stretch.start_s;
  for (double length : taken) {
    at += gap;
    places.push_back({at, at + length});
    at += length;
  }
}

/// To a millisecond, for short clip names.
double rounded(double seconds) {
  return std::round(seconds * 1000) / 1000;
}

/// The negatives of each recording: taken from the recordings in turn until there are enough.
std::vector<std::vector<Stretch>> choose_negatives(const std::vector<LabelledRecording>& recordings,
                                                   const std::vector<double>& positive_lengths,
                                                   const LabelsConfig& config) {
  std::vector<std::vector<Stretch>> chosen(recordings.size()), places(recordings.size());
  if (config.negative.empty() || positive_lengths.empty()) return chosen;
  Lengths lengths(config.negative_s > 0 ? std::vector<double>{config.negative_s} : positive_lengths,
                  config.seed);
  auto wanted = static_cast<std::size_t>(
      std::llround(config.negatives_per_positive * static_cast<double>(positive_lengths.size())));
  for (std::size_t r = 0; r < recordings.size(); ++r) {
    for (const Stretch& stretch : free_stretches(recordings[r], config.min_gap_s))
      fill(stretch, lengths, places[r]);
    shuffle(places[r], config.seed, r);
    places[r].resize(std::min(places[r].size(), wanted));  // weeks of sound have far more places
  }
  for (bool any = true; any && wanted > 0;) {
    any = false;
    for (std::size_t r = 0; r < recordings.size() && wanted > 0; ++r) {
      if (chosen[r].size() == places[r].size()) continue;
      chosen[r].push_back(places[r][chosen[r].size()]);
      --wanted;
      any = true;
    }
  }
  return chosen;
}

}  // namespace

CutClips cut_clips(const std::vector<LabelledRecording>& recordings, const LabelsConfig& config) {
  std::vector<double> lengths;  // of the labelled intervals
  for (const LabelledRecording& recording : recordings)
    for (const LabelledInterval& interval : recording.intervals)
      if (!is_ignored(interval, config)) lengths.push_back(interval.end_s - interval.start_s);
  const auto negatives = choose_negatives(recordings, lengths, config);
  CutClips cut;
  for (std::size_t r = 0; r < recordings.size(); ++r) {
    const LabelledRecording& recording = recordings[r];
    std::vector<LabelledInterval> intervals;
    for (const LabelledInterval& interval : recording.intervals)
      if (!is_ignored(interval, config)) intervals.push_back(interval);
    for (const Stretch& place : negatives[r])
      intervals.push_back({rounded(place.start_s), rounded(place.end_s), config.negative});
    std::stable_sort(intervals.begin(), intervals.end(),
                     [](const auto& a, const auto& b) { return a.start_s < b.start_s; });
    for (const LabelledInterval& interval : intervals) {
      Clip clip;
      clip.path = recording.path;
      clip.name = recording.name;
      clip.group = recording.group;
      clip.start_s = interval.start_s;
      clip.end_s = interval.end_s;
      cut.clips.push_back(std::move(clip));
      cut.labels.push_back(interval.label);
    }
  }
  return cut;
}

}  // namespace canopy
