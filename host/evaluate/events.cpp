#include "evaluate/events.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>

#include "base/error.h"
#include "evaluate/matching.h"
#include "evaluate/resampling.h"

namespace canopy {
namespace {

double ratio(double part, double whole) {
  return whole > 0 ? part / whole : std::numeric_limits<double>::quiet_NaN();
}

/// The events of one recording by label.
using ByLabel = std::map<std::string, std::vector<SoundEvent>>;

/// For each recording of the detections the one of the truth that it is, or unmatched.
class Pairing {
 public:
  explicit Pairing(const std::vector<std::string>& truth) : truth_(truth), taken_(truth.size()) {
    for (std::size_t i = 0; i < truth.size(); ++i) by_stem_[recording_stem(truth[i])].push_back(i);
    for (std::size_t i = 0; i < truth.size(); ++i)
      for (std::size_t j : by_stem_[recording_stem(truth[i])])
        if (j < i && same_recording(truth[i], truth[j]))
          throw Error(ErrorKind::data, "the truth has '" + truth[j] + "' and '" + truth[i] +
                                           "', which could be the same recording; name them alike "
                                           "or with their folders");
  }

  std::size_t of(const std::string& recording) {
    std::size_t match = unmatched;
    const auto found = by_stem_.find(recording_stem(recording));
    if (found == by_stem_.end()) return unmatched;
    for (std::size_t i : found->second) {
      if (!same_recording(truth_[i], recording)) continue;
      if (match != unmatched)
        throw Error(ErrorKind::data, "detections of '" + recording + "' could be of '" +
                                         truth_[match] + "' or '" + truth_[i] +
                                         "' of the truth; name them with their folders");
      match = i;
    }
    if (match == unmatched) return unmatched;
    if (!taken_[match].empty())
      throw Error(ErrorKind::data, "detections of '" + taken_[match] + "' and of '" + recording +
                                       "' are both of '" + truth_[match] +
                                       "' of the truth; name it with its folder");
    taken_[match] = recording;
    return match;
  }

 private:
  const std::vector<std::string>& truth_;
  std::vector<std::string> taken_;  // by which recording of the detections
  std::map<std::string, std::vector<std::size_t>> by_stem_;
};

EventCounts count_events(const std::vector<SoundEvent>& truth, const std::vector<SoundEvent>& found,
                         const EventScoring& scoring) {
  EventCounts counts;
  counts.truth = static_cast<std::int64_t>(truth.size());
  counts.found = static_cast<std::int64_t>(found.size());
  counts.by_overlap = static_cast<std::int64_t>(
      count_matches(truth, found, 0, [&](const SoundEvent& a, const SoundEvent& b) {
        return intersection_over_union(a, b) >= scoring.iou;
      }));
  counts.by_onset = static_cast<std::int64_t>(
      count_matches(truth, found, scoring.collar_s, [&](const SoundEvent& a, const SoundEvent& b) {
        return std::fabs(a.start_s - b.start_s) <= scoring.collar_s;
      }));
  return counts;
}

/// precision, recall, F1 by overlap; the same by onset; mean absolute error, exact share, bias.
std::vector<double> figures_of(const std::vector<RecordingEvents>& recordings,
                               const std::vector<std::size_t>& drawn) {
  EventCounts all;
  double off = 0, exact = 0, bias = 0;
  for (std::size_t i : drawn) {
    const EventCounts& counts = recordings[i].counts;
    all.add(counts);
    const auto error = static_cast<double>(counts.found - counts.truth);
    off += std::fabs(error);
    exact += error == 0;
    bias += error;
  }
  const auto truth = static_cast<double>(all.truth), found = static_cast<double>(all.found);
  std::vector<double> figures;
  for (const std::int64_t pairs : {all.by_overlap, all.by_onset}) {
    const auto matched = static_cast<double>(pairs);
    figures.push_back(ratio(matched, found));
    figures.push_back(ratio(matched, truth));
    figures.push_back(ratio(2 * matched, truth + found));
  }
  const auto n = static_cast<double>(drawn.size());
  figures.insert(figures.end(), {off / n, exact / n, bias / n});
  return figures;
}

void fill_figures(EventScores& scores, const BootstrapOptions& options) {
  std::vector<std::size_t> each(scores.recordings.size());
  for (std::size_t i = 0; i < each.size(); ++i) each[i] = i;
  const std::vector<double> values = figures_of(scores.recordings, each);
  const std::vector<Interval> intervals = resampled_intervals(
      each.size(), [&](const auto& drawn) { return figures_of(scores.recordings, drawn); },
      options);
  EventFigure* const to[] = {
      &scores.overlap.precision,   &scores.overlap.recall, &scores.overlap.f1,
      &scores.onset.precision,     &scores.onset.recall,   &scores.onset.f1,
      &scores.mean_absolute_error, &scores.exact_share,    &scores.bias};
  for (std::size_t i = 0; i < values.size(); ++i)
    *to[i] = {values[i], i < intervals.size() ? intervals[i] : Interval{NAN, NAN}};
}

}  // namespace

void EventCounts::add(const EventCounts& other) {
  truth += other.truth;
  found += other.found;
  by_overlap += other.by_overlap;
  by_onset += other.by_onset;
}

EventScores score_events(const EventList& truth, const EventList& found,
                         const EventScoring& scoring) {
  if (truth.recordings.empty()) throw Error(ErrorKind::data, "the truth names no recording");
  EventScores scores;
  scores.labelled = truth.labelled && found.labelled;
  const auto wanted = [&](const std::string& label) {
    return scoring.labels.empty() ||
           std::find(scoring.labels.begin(), scoring.labels.end(), label) != scoring.labels.end();
  };
  std::map<std::string, std::size_t> index_of;  // of each name, in either list
  for (std::size_t i = 0; i < truth.recordings.size(); ++i) index_of[truth.recordings[i]] = i;
  std::vector<ByLabel> true_events(truth.recordings.size()), found_events(truth.recordings.size());
  std::map<std::string, EventCounts> by_label;
  const auto sort_in = [&](const SoundEvent& event, std::size_t at, bool labelled,
                           std::vector<ByLabel>& events) {
    if (labelled && !wanted(event.label)) return;
    events[at][scores.labelled ? event.label : ""].push_back(event);
  };
  for (const SoundEvent& event : truth.events)
    sort_in(event, index_of.at(event.recording), truth.labelled, true_events);

  Pairing pairing(truth.recordings);
  index_of.clear();
  for (const std::string& name : found.recordings) index_of[name] = pairing.of(name);
  std::set<std::string> left_out;
  for (const SoundEvent& event : found.events) {
    const std::size_t at = index_of.at(event.recording);
    if (at != unmatched)
      sort_in(event, at, found.labelled, found_events);
    else if (left_out.insert(event.recording).second)
      scores.left_out.push_back(event.recording);
  }

  for (std::size_t i = 0; i < truth.recordings.size(); ++i) {
    RecordingEvents recording{truth.recordings[i], {}};
    std::set<std::string> labels;
    for (const auto& [label, events] : true_events[i]) labels.insert(label);
    for (const auto& [label, events] : found_events[i]) labels.insert(label);
    for (const std::string& label : labels) {
      const EventCounts counts =
          count_events(true_events[i][label], found_events[i][label], scoring);
      recording.counts.add(counts);
      by_label[label].add(counts);
    }
    scores.counts.add(recording.counts);
    scores.recordings.push_back(recording);
  }
  if (scores.labelled) scores.labels.assign(by_label.begin(), by_label.end());
  fill_figures(scores, scoring.bootstrap);
  return scores;
}

}  // namespace canopy
