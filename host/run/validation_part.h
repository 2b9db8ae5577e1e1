// What is chosen on the validation part needs one.
#pragma once

#include "config/config.h"
#include "data/clips.h"

namespace canopy {

/// Throws Error(data) when the config has something chosen on the validation part and no clip is of
/// it: a manifest that names parts may leave it out, which the config's own checks cannot see.
void need_validation(const Config& config, const ClipSet& set);

}  // namespace canopy
