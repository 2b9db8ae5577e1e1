// Rules over several values of a config.
#pragma once

#include "config/config.h"
#include "config/problems.h"

namespace canopy {

/// Adds a problem for each rule that is broken. Rules over values that could not be read are
/// skipped.
void check_config(const Config& config, Problems& problems);

/// The same for rules that apply only to a training run; a trained model whose config breaks them
/// can still be used.
void check_training(const Config& config, Problems& problems);

}  // namespace canopy
