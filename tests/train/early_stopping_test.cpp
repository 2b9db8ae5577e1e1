// When training stops early, and what it may be judged by.
#include "train/early_stopping.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "base/error.h"
#include "train/validation_part.h"

using namespace canopy;

namespace {

EpochRow row(double validation_loss, double test_loss) {
  EpochRow row;
  row.validation.items = row.test.items = 10;
  row.validation.loss = validation_loss;
  row.validation.average_precision = 1 - validation_loss;
  row.test.loss = test_loss;
  return row;
}

}  // namespace

TEST_CASE("training stops when the validation part has not become better for long enough") {
  EarlyStoppingConfig rule;
  rule.metric = StopMetric::loss;
  rule.patience = 2;
  rule.min_delta = 0.01;
  std::vector<EpochRow> rows;
  CHECK_FALSE(stops_early(rule, rows));
  for (const double loss : {0.5, 0.4, 0.395}) rows.push_back(row(loss, 1));
  CHECK_FALSE(stops_early(rule, rows));
  rows.push_back(row(0.393, 0.1));  // the test part is better, and has no say
  CHECK(stops_early(rule, rows));
  rows.push_back(row(0.3, 1));
  CHECK_FALSE(stops_early(rule, rows));
  rule.metric = StopMetric::average_precision;
  rows.push_back(row(0.31, 1));
  rows.push_back(row(0.32, 1));
  CHECK(stops_early(rule, rows));
}

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
