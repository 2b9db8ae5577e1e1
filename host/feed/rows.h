// How clips become rows of waves on the device.
#pragma once

#include "config/config.h"
#include "data/loader.h"

namespace canopy {

/// The features of a row. A row is a window of features.clip_samples samples; with train.augment it
/// is longer, begins with the first sample of the clip, and windows are cut from it in every epoch.
FeaturesConfig row_features(const Config& config);

/// Loader options for such rows, with enough slots to upload one batch of `max_rows` while the next
/// is being decoded.
LoaderOptions loader_options(const Config& config, int threads, int max_rows);

}  // namespace canopy
