// A run that chooses by its validation part needs one.
#include "run/validation_part.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "base/error.h"

using namespace canopy;

TEST_CASE("a choice without a validation part is refused") {
  ClipSet set;
  set.clips.resize(2);
  set.clips[1].part = Part::test;
  Config config;
  config.data.manifest = "clips.csv";
  CHECK_NOTHROW(need_validation(config, set));
  config.train.decision.calibrate = true;
  CHECK_THROWS_AS(need_validation(config, set), Error);
  set.clips[0].part = Part::validation;
  CHECK_NOTHROW(need_validation(config, set));
  set.clips[0].part = Part::train;
  config.train.decision.calibrate = false;
  config.train.early_stopping = EarlyStoppingConfig{};
  CHECK_THROWS_WITH(
      need_validation(config, set),
      "/train/early_stopping chooses on the validation part, and no clip of clips.csv "
      "is of it; name some as validation, or set /data/split/validation");
}
