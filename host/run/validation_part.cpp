#include "run/validation_part.h"

#include <algorithm>
#include <string>

#include "base/error.h"

namespace canopy {

void need_validation(const Config& config, const ClipSet& set) {
  const bool tunes = config.scan && config.scan->tune;
  const auto serves = [&](const Clip& clip) {
    return clip.part == Part::validation && (!tunes || clip.label == 1);
  };
  if (std::any_of(set.clips.begin(), set.clips.end(), serves)) return;
  const DecisionConfig& decision = config.train.decision;
  std::string what;
  if (config.train.early_stopping)
    what = "/train/early_stopping";
  else if (decision.aim != DecisionAim::fixed || decision.calibrate)
    what = "/train/decision";
  else if (tunes)
    what = "/scan/tune";
  else
    return;
  throw Error(ErrorKind::data,
              what + " chooses on the validation part, and no clip of " +
                  (config.data.manifest.empty() ? "the data" : config.data.manifest) + " is of it" +
                  (tunes ? " and of the positive class" : "") +
                  "; name some as validation, or set "
                  "/data/split/validation");
}

}  // namespace canopy
