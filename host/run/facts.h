// The circumstances of a run in words, as report.html lists them: made from what was decided and
// done, not from what the config asked for.
#pragma once

#include <string>
#include <vector>

#include "config/config.h"
#include "data/clips.h"
#include "evaluate/epoch_row.h"
#include "model/classifier.h"
#include "report/html.h"
#include "scan/scan.h"

namespace canopy {

/// "810 (567 train, 243 test), 2 h 01 min of sound; 1 damaged, excluded": one line.
std::string clips_text(const ClipSet& clips, double seconds_of_sound, std::size_t damaged);

/// Data, split, sound, spectrogram, training: `clips` have their parts, `epochs` were trained.
Facts training_facts(const Config& config, const ClipSet& clips,
                     const std::vector<EpochRow>& epochs);

/// What the saved model does with a score: when a clip is classified as a class, and how scores
/// over time become calls.
Facts model_facts(const ModelInfo& model);

/// The files that the run leaves in its folder, and what each holds. `outputs` are the formats of
/// its scan, if it scanned.
Facts run_files(const std::vector<std::string>& outputs, bool tuned);

}  // namespace canopy
