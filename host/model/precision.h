// The config's precision and determinism as options of the backend.
#pragma once

#include <string>

#include "config/config.h"
#include "ops/backend.h"

namespace canopy {

/// Backend options for training.
BackendOptions backend_options(const TrainConfig& config);

/// A note for the user if the device does not support the precision that the config names; else
/// empty.
std::string precision_note(const TrainConfig& config, const DeviceInfo& device);

}  // namespace canopy
