#include "model/precision.h"

namespace canopy {

BackendOptions backend_options(const TrainConfig& config) {
  BackendOptions options;
  options.deterministic = config.deterministic;
  options.precision = config.precision;
  return options;
}

std::string precision_note(const TrainConfig& config, const DeviceInfo& device) {
  const Precision asked = config.precision;
  if (asked == Precision::automatic || asked == device.precision) return "";
  return std::string("precision: ") + precision_name(device.precision) + ", not the config's " +
         precision_name(asked) + ", which " + device.id +
         " does not have; no result is less exact for it";
}

}  // namespace canopy
