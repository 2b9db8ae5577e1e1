// The facts about a run that report.html lists, in words. They describe what was actually done,
// which may differ from the config.
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

/// One line: "810 (567 train, 243 test), 2 h 01 min of sound; 1 damaged, excluded".
std::string clips_text(const ClipSet& clips, double seconds_of_sound, std::size_t damaged);

/// Data, split, sound, spectrogram, training and augmentation. `clips` have been split; `epochs`
/// are the epochs that were trained.
Facts training_facts(const Config& config, const ClipSet& clips,
                     const std::vector<EpochRow>& epochs);

/// How the saved model uses a score: when a clip is classified as a class, and how scores over time
/// become calls.
Facts model_facts(const ModelInfo& model);

/// The files in the run folder and what each contains. `outputs` are the output formats of the
/// scan; empty without a scan.
Facts run_files(const std::vector<std::string>& outputs, bool tuned);

}  // namespace canopy
