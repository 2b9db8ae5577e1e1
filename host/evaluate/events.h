// How well found events (detections) agree with true ones, recording by recording.
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
  double iou = 0.3;                 // a pair shares at least this much of what both cover
  double collar_s = 0.5;            // or their starts are at most this far apart
  std::vector<std::string> labels;  // only these; empty: all
  BootstrapOptions bootstrap;
};

/// Counts of events. Figures that are not defined (the precision of nothing found) are NaN.
struct EventCounts {
  std::int64_t truth = 0, found = 0;
  std::int64_t by_overlap = 0, by_onset = 0;  // pairs, by either rule

  void add(const EventCounts& other);
};

struct EventFigure {
  double value = std::numeric_limits<double>::quiet_NaN();
  Interval interval;  // 95 %, over recordings
};

struct EventFigures {
  EventFigure precision, recall, f1;
};

struct RecordingEvents {
  std::string recording;
  EventCounts counts;  // of all labels; pairs are of one label each
};

struct EventScores {
  bool labelled = false;                    // false: labels were ignored, since the truth has none
  std::vector<RecordingEvents> recordings;  // of the truth, in its order
  EventCounts counts;                       // of all
  std::vector<std::pair<std::string, EventCounts>> labels;  // with labels: of each
  EventFigures overlap, onset;
  EventFigure mean_absolute_error;    // of a recording's count
  EventFigure exact_share;            // recordings whose count is right
  EventFigure bias;                   // mean of found less true
  std::vector<std::string> left_out;  // recordings of detections that the truth does not know
};

/// Pairs events of the same recording and label one to one, as many as can be. A recording of the
/// truth without detections counts as one where nothing was found. Throws Error(data) when names of
/// recordings could mean more than one, and when the truth names none.
EventScores score_events(const EventList& truth, const EventList& found,
                         const EventScoring& scoring);

}  // namespace canopy
