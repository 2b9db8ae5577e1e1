// Event scores as text, CSV and JSON.
#pragma once

#include <string>

#include "evaluate/events.h"

namespace canopy {

/// For the terminal: a table of the recordings with their total, and the metrics with intervals.
std::string event_text(const EventScores& scores, const EventScoring& scoring);
/// `recording,true,found,matched_overlap,matched_onset`: one line per recording.
std::string event_csv(const EventScores& scores);
/// One JSON object without a line feed at its end; undefined values are null.
std::string event_json(const EventScores& scores, const EventScoring& scoring);

}  // namespace canopy
