#include "evaluate/events.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>

#include <fmt/format.h>

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

/// Finds the truth's recording for each recording of the detections.
class RecordingMatcher {
 public:
  explicit RecordingMatcher(const std::vector<std::string>& truth)
      : truth_(truth), matched_by_(truth.size()) {
    for (std::size_t i = 0; i < truth.size(); ++i) by_stem_[recording_stem(truth[i])].push_back(i);
    for (std::size_t i = 0; i < truth.size(); ++i)
      for (std::size_t j : by_stem_[recording_stem(truth[i])])
        if (j < i && same_recording(truth[i], truth[j]))
          throw Error(ErrorKind::data,
                      fmt::format("the truth has '{}' and '{}', which could be the same recording; "
                                  "use one name, or give both with their folders",
                                  truth[j], truth[i]));
  }

  /// An index in the truth, or unmatched.
  std::size_t match(const std::string& recording) {
    std::size_t index = unmatched;
    const auto found = by_stem_.find(recording_stem(recording));
    if (found == by_stem_.end()) return unmatched;
    for (std::size_t i : found->second) {
      if (!same_recording(truth_[i], recording)) continue;
      if (index != unmatched)
        throw Error(ErrorKind::data,
                    fmt::format("detections of '{}' could belong to '{}' or '{}' in the truth; "
                                "give the names with their folders",
                                recording, truth_[index], truth_[i]));
      index = i;
    }
    if (index == unmatched) return unmatched;
    if (!matched_by_[index].empty())
      throw Error(ErrorKind::data,
                  fmt::format("detections of '{}' and of '{}' both belong to '{}' in the truth; "
                              "give its name with its folder",
                              matched_by_[index], recording, truth_[index]));
    matched_by_[index] = recording;
    return index;
  }

 private:
  const std::vector<std::string>& truth_;
  std::vector<std::string> matched_by_;  // recording of the detections, or empty
  std::map<std::string, std::vector<std::size_t>> by_stem_;
};

EventCounts count_events(const std::vector<SoundEvent>& truth, const std::vector<SoundEvent>& found,
                         const EventScoring& scoring) {
  EventCounts counts;
  counts.truth = static_cast<std::int64_t>(truth.size());
  counts.found = static_cast<std::int64_t>(found.size());
  counts.matched_overlap = static_cast<std::int64_t>(
      count_matches(truth, found, 0, [&](const SoundEvent& a, const SoundEvent& b) {
        return intersection_over_union(a, b) >= scoring.iou;
      }));
  counts.matched_onset = static_cast<std::int64_t>(
      count_matches(truth, found, scoring.collar_s, [&](const SoundEvent& a, const SoundEvent& b) {
        return std::fabs(a.start_s - b.start_s) <= scoring.collar_s;
      }));
  return counts;
}

/// Precision, recall and F1 by overlap, the same by onset, mean absolute error, exact share, bias.
std::vector<double> metrics_of(const std::vector<RecordingEvents>& recordings,
                               const std::vector<std::size_t>& drawn) {
  EventCounts all;
  double absolute = 0, exact = 0, bias = 0;
  for (std::size_t i : drawn) {
    const EventCounts& counts = recordings[i].counts;
    all.add(counts);
    const auto error = static_cast<double>(counts.found - counts.truth);
    absolute += std::fabs(error);
    exact += error == 0;
    bias += error;
  }
  const auto truth = static_cast<double>(all.truth), found = static_cast<double>(all.found);
  std::vector<double> metrics;
  for (const std::int64_t pairs : {all.matched_overlap, all.matched_onset}) {
    const auto matched = static_cast<double>(pairs);
    metrics.push_back(ratio(matched, found));
    metrics.push_back(ratio(matched, truth));
    metrics.push_back(ratio(2 * matched, truth + found));
  }
  const auto n = static_cast<double>(drawn.size());
  metrics.insert(metrics.end(), {absolute / n, exact / n, bias / n});
  return metrics;
}

void fill_metrics(EventScores& scores, const BootstrapOptions& options) {
  std::vector<std::size_t> each(scores.recordings.size());
  for (std::size_t i = 0; i < each.size(); ++i) each[i] = i;
  const std::vector<double> values = metrics_of(scores.recordings, each);
  const std::vector<Interval> intervals = resampled_intervals(
      each.size(), [&](const auto& drawn) { return metrics_of(scores.recordings, drawn); },
      options);
  EventMetric* const targets[] = {
      &scores.overlap.precision,   &scores.overlap.recall, &scores.overlap.f1,
      &scores.onset.precision,     &scores.onset.recall,   &scores.onset.f1,
      &scores.mean_absolute_error, &scores.exact_share,    &scores.bias};
  for (std::size_t i = 0; i < values.size(); ++i)
    *targets[i] = {values[i], i < intervals.size() ? intervals[i] : Interval{NAN, NAN}};
}

}  // namespace

void EventCounts::add(const EventCounts& other) {
  truth += other.truth;
  found += other.found;
  matched_overlap += other.matched_overlap;
  matched_onset += other.matched_onset;
}

EventScores score_events(const EventList& truth, const EventList& found,
                         const EventScoring& scoring) {
  if (truth.recordings.empty()) throw Error(ErrorKind::data, "the truth has no recordings");
  EventScores scores;
  scores.labelled = truth.labelled && found.labelled;
  const auto wanted = [&](const std::string& label) {
    return scoring.labels.empty() ||
           std::find(scoring.labels.begin(), scoring.labels.end(), label) != scoring.labels.end();
  };
  std::map<std::string, std::size_t> index_of;  // name -> index in truth.recordings
  for (std::size_t i = 0; i < truth.recordings.size(); ++i) index_of[truth.recordings[i]] = i;
  std::vector<ByLabel> true_events(truth.recordings.size()), found_events(truth.recordings.size());
  std::map<std::string, EventCounts> by_label;
  const auto add_event = [&](const SoundEvent& event, std::size_t at, bool labelled,
                             std::vector<ByLabel>& events) {
    if (labelled && !wanted(event.label)) return;
    events[at][scores.labelled ? event.label : ""].push_back(event);
  };
  for (const SoundEvent& event : truth.events)
    add_event(event, index_of.at(event.recording), truth.labelled, true_events);

  RecordingMatcher matcher(truth.recordings);
  index_of.clear();
  for (const std::string& name : found.recordings) index_of[name] = matcher.match(name);
  std::set<std::string> unmatched_names;
  for (const SoundEvent& event : found.events) {
    const std::size_t at = index_of.at(event.recording);
    if (at != unmatched)
      add_event(event, at, found.labelled, found_events);
    else if (unmatched_names.insert(event.recording).second)
      scores.unmatched_recordings.push_back(event.recording);
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
  fill_metrics(scores, scoring.bootstrap);
  return scores;
}

}  // namespace canopy
