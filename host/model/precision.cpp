#include "model/precision.h"

namespace canopy {

BackendOptions backend_options(const TrainConfig& config) {
  BackendOptions options;
  options.deterministic = config.deterministic;
  switch (config.precision) {
    case PrecisionKind::automatic:
      options.precision = Precision::automatic;
      break;
    case PrecisionKind::fp32:
      options.precision = Precision::fp32;
      break;
    case PrecisionKind::tf32:
      options.precision = Precision::tf32;
      break;
    case PrecisionKind::bf16:
      options.precision = Precision::bf16;
      break;
  }
  return options;
}

std::string precision_note(const TrainConfig& config, const DeviceInfo& device) {
  const Precision asked = backend_options(config).precision;
  if (asked == Precision::automatic || asked == device.precision) return "";
  return std::string("precision: ") + precision_name(device.precision) + ", not the config's " +
         precision_name(asked) + ", which " + device.id +
         " does not have; no result is less exact for it";
}

}  // namespace canopy
