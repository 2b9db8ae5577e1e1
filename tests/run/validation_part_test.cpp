// Settings that need a validation part.
#include "run/validation_part.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "base/error.h"

using namespace canopy;

TEST_CASE("a choice without a validation part is an error") {
  ClipSet set;
  set.clips.resize(2);
  set.clips[1].part = Part::test;
  Config config;
  config.data.manifest = "clips.csv";
  CHECK_NOTHROW(require_validation_part(config, set));
  config.train.decision.calibrate = true;
  CHECK_THROWS_AS(require_validation_part(config, set), Error);
  set.clips[0].part = Part::validation;
  CHECK_NOTHROW(require_validation_part(config, set));
  set.clips[0].part = Part::train;
  config.train.decision.calibrate = false;
  config.train.early_stopping = EarlyStoppingConfig{};
  CHECK_THROWS_WITH(
      require_validation_part(config, set),
      "/train/early_stopping needs clips in the validation part, but clips.csv has none; assign "
      "some clips to it, or set /data/split/validation");
}
