// Rules that bind several values of a config together.
#pragma once

#include "config/config.h"
#include "config/problems.h"

namespace canopy {

/// Adds a problem for each rule that is broken. A rule about a value that could not be read is
/// passed over.
void check_config(const Config& config, Problems& problems);

/// The same for rules that only a run must keep: a model that was trained without them is used all
/// the same.
void check_training(const Config& config, Problems& problems);

}  // namespace canopy
