#include "run/validation_part.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "base/error.h"

namespace canopy {

void require_validation_part(const Config& config, const ClipSet& set) {
  const bool tunes = config.scan && config.scan->tune;
  const auto usable = [&](const Clip& clip) {
    return clip.part == Part::validation && (!tunes || clip.label == 1);
  };
  if (std::any_of(set.clips.begin(), set.clips.end(), usable)) return;
  const DecisionConfig& decision = config.train.decision;
  std::string setting;
  if (config.train.early_stopping)
    setting = "/train/early_stopping";
  else if (decision.aim != DecisionAim::fixed || decision.calibrate)
    setting = "/train/decision";
  else if (tunes)
    setting = "/scan/tune";
  else
    return;
  throw Error(ErrorKind::data,
              fmt::format("{} needs {} in the validation part, but {} has none; assign some clips "
                          "to it, or set /data/split/validation",
                          setting, tunes ? "clips of the positive class" : "clips",
                          config.data.manifest.empty() ? "the data" : config.data.manifest));
}

}  // namespace canopy
