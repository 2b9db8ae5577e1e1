// How clips become rows of waves on the device.
#pragma once

#include "config/config.h"
#include "data/loader.h"

namespace canopy {

/// A row is a window of features.clip_samples; with train.augment it is longer and begins with the
/// clip's first sample, and windows are cut from it anew in every epoch.
FeaturesConfig row_features(const Config& config);

/// How a loader decodes clips for such rows: enough slots for one batch of `max_rows` to be
/// uploaded while the next is decoded.
LoaderOptions loader_options(const Config& config, int threads, int max_rows);

}  // namespace canopy
