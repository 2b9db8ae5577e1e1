// From the config's words about a device's arithmetic to the device's own.
#pragma once

#include <string>

#include "config/config.h"
#include "ops/backend.h"

namespace canopy {

/// What a training's config asks of its device.
BackendOptions backend_options(const TrainConfig& config);

/// A line for the user where a device does not compute in the precision that the config asks for
/// by name; else empty.
std::string precision_note(const TrainConfig& config, const DeviceInfo& device);

}  // namespace canopy
