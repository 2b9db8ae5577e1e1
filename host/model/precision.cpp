#include "model/precision.h"

#include <fmt/format.h>

namespace canopy {

BackendOptions backend_options(const TrainConfig& config) {
  BackendOptions options;
  options.deterministic = config.deterministic;
  options.precision = config.precision;
  return options;
}

std::string precision_note(const TrainConfig& config, const DeviceInfo& device) {
  const Precision wanted = config.precision;
  if (wanted == Precision::automatic || wanted == device.precision) return "";
  return fmt::format("precision: {} does not support {}; using {}, which is at least as precise",
                     device.id, precision_name(wanted), precision_name(device.precision));
}

}  // namespace canopy
