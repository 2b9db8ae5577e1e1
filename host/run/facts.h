// The circumstances of a run in words, as report.html lists them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "config/config.h"
#include "data/data_report.h"
#include "report/html.h"

namespace canopy {

using Facts = std::vector<std::pair<std::string, std::string>>;

/// What the config decides: split, sound, spectrogram, training, scan.
Facts config_facts(const Config& config);

/// What the report tells of the clips of each class.
std::vector<ClassClips> class_clips(const DataReport& report);

/// The files that a run leaves in its folder, and what each holds; `outputs` are those of its scan.
Facts run_files(const std::vector<std::string>& outputs);

}  // namespace canopy
