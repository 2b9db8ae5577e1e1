#include "train/validation_part.h"

#include <string>

#include "base/error.h"

namespace canopy {

void need_validation(const Config& config, const ClipSet& set) {
  if (!clips_of(set, Part::validation).empty()) return;
  const DecisionConfig& decision = config.train.decision;
  std::string what;
  if (config.train.early_stopping)
    what = "/train/early_stopping";
  else if (decision.aim != DecisionAim::fixed || decision.calibrate)
    what = "/train/decision";
  else if (config.scan && config.scan->tune)
    what = "/scan/tune";
  else
    return;
  throw Error(ErrorKind::data,
              what + " chooses on the validation part, and no clip of " +
                  (config.data.manifest.empty() ? "the data" : config.data.manifest) +
                  " is of it; name some as validation, or set "
                  "/data/split/validation");
}

}  // namespace canopy
