// The circumstances of a run in words, as report.html lists them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "config/config.h"

namespace canopy {

using Facts = std::vector<std::pair<std::string, std::string>>;

/// What the config decides: split, sound, spectrogram, training, scan.
Facts config_facts(const Config& config);

/// The files that such a run leaves in its folder, and what each holds.
Facts run_files(bool scanned);

}  // namespace canopy
