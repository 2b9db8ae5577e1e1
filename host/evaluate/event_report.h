// Event scores as text, CSV and JSON.
#pragma once

#include <string>

#include "evaluate/events.h"

namespace canopy {

/// A table of the recordings, their sum, and the figures with their intervals.
std::string event_text(const EventScores& scores, const EventScoring& scoring);
/// `recording,true,found,matched_overlap,matched_onset`, a line a recording.
std::string event_csv(const EventScores& scores);
/// Figures that are not defined are null.
std::string event_json(const EventScores& scores, const EventScoring& scoring);

}  // namespace canopy
