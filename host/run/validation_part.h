// Some settings need a validation part.
#pragma once

#include "config/config.h"
#include "data/clips.h"

namespace canopy {

/// Throws Error(data) if a setting of the config needs the validation part and the part has no
/// clip. The checks of the config cannot find this if a manifest assigns the parts. scan.tune needs
/// a clip of the positive class in it.
void require_validation_part(const Config& config, const ClipSet& set);

}  // namespace canopy
