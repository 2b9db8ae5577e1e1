// Early stopping.
#include "train/early_stopping.h"

#include <catch2/catch_test_macros.hpp>

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

TEST_CASE("training stops if the validation metric has not improved for `patience` epochs") {
  EarlyStoppingConfig rule;
  rule.metric = StopMetric::loss;
  rule.patience = 2;
  rule.min_delta = 0.01;
  std::vector<EpochRow> rows;
  CHECK_FALSE(stops_early(rule, rows));
  for (const double loss : {0.5, 0.4, 0.395}) rows.push_back(row(loss, 1));
  CHECK_FALSE(stops_early(rule, rows));
  rows.push_back(row(0.393, 0.1));  // the test part improves, but is not used
  CHECK(stops_early(rule, rows));
  rows.push_back(row(0.3, 1));
  CHECK_FALSE(stops_early(rule, rows));
  rule.metric = StopMetric::average_precision;
  rows.push_back(row(0.31, 1));
  rows.push_back(row(0.32, 1));
  CHECK(stops_early(rule, rows));
}
