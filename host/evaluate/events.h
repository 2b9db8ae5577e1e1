// Scores detected events against true events, recording by recording.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "data/event_files.h"
#include "evaluate/bootstrap.h"

namespace canopy {

struct EventScoring {
  double iou = 0.3;                 // match by overlap: minimum intersection over union
  double collar_s = 0.5;            // match by onset: maximum difference of the start times
  std::vector<std::string> labels;  // only events with these labels; empty: all events
  BootstrapOptions bootstrap;
};

/// Numbers of events.
struct EventCounts {
  std::int64_t truth = 0, found = 0;
  std::int64_t matched_overlap = 0, matched_onset = 0;

  void add(const EventCounts& other);
};

/// NaN where undefined, such as the precision if nothing was found.
struct EventMetric {
  double value = std::numeric_limits<double>::quiet_NaN();
  Interval interval;  // 95 %, over recordings
};

struct EventMetrics {
  EventMetric precision, recall, f1;
};

struct RecordingEvents {
  std::string recording;
  EventCounts counts;  // summed over the labels
};

struct EventScores {
  bool labelled = false;  // false: labels were ignored, because one of the lists has none
  std::vector<RecordingEvents> recordings;                  // of the truth, in its order
  EventCounts counts;                                       // summed over the recordings
  std::vector<std::pair<std::string, EventCounts>> labels;  // counts by label, if labelled
  EventMetrics overlap, onset;
  EventMetric mean_absolute_error;  // of the number of events per recording
  EventMetric exact_share;          // recordings with exactly the true number of events
  EventMetric bias;                 // mean of found minus true, per recording
  std::vector<std::string> unmatched_recordings;  // of the detections, but not of the truth
};

/// Matches events of the same recording and label one to one, with as many pairs as possible. A
/// recording of the truth without detections counts as one where nothing was found. Throws
/// Error(data) if the truth has no recording or if a recording's name is ambiguous.
EventScores score_events(const EventList& truth, const EventList& found,
                         const EventScoring& scoring);

}  // namespace canopy
