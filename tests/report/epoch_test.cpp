// The metrics of an epoch against values computed by hand, and the lines of metrics.csv and .jsonl.
#include "report/epoch.h"

#include "evaluate/part_metrics.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "base/cells.h"

using namespace canopy;
using Catch::Approx;

namespace {

EpochRow sample_epoch() {
  EpochRow row;
  row.epoch = 3;
  row.learning_rate = 0.0005;
  row.train = summarise(14.0, 20, {9, 1, 2, 8}, 2, Task::binary);
  row.train.average_precision = 0.9;
  row.train.roc_auc = 0.95;
  row.train.seconds = 2.5;
  row.train.clips_per_s = 8;
  row.test = summarise(3.0, 4, {1, 1, 0, 2}, 2, Task::binary);
  row.test.average_precision = 0.75;
  row.test.roc_auc = 0.625;
  return row;
}

}  // namespace

TEST_CASE("binary: precision and recall are those of the positive class") {
  // of 10 others, 1 is classified as a call; of 10 calls, 2 are missed
  const PartMetrics m = summarise(14.0, 20, {9, 1, 2, 8}, 2, Task::binary);
  CHECK(m.loss == Approx(0.7));
  CHECK(m.accuracy == Approx(17.0 / 20));
  CHECK(m.precision == Approx(8.0 / 9));
  CHECK(m.recall == Approx(8.0 / 10));
  CHECK(m.f1 == Approx(16.0 / 19));
  CHECK(m.tp == 8);
  CHECK(m.fp == 1);
  CHECK(m.tn == 9);
  CHECK(m.fn == 2);
  CHECK(m.items == 20);
}

TEST_CASE("a ratio whose denominator is 0 is 0") {
  const PartMetrics nothing = summarise(0, 0, {0, 0, 0, 0}, 2, Task::binary);
  CHECK(nothing.loss == 0);
  CHECK(nothing.accuracy == 0);
  CHECK(nothing.precision == 0);
  CHECK(nothing.recall == 0);
  CHECK(nothing.f1 == 0);
  const PartMetrics silent =
      summarise(1, 8, {5, 0, 3, 0}, 2, Task::binary);  // classifies nothing as a call
  CHECK(silent.precision == 0);
  CHECK(silent.recall == 0);
  CHECK(silent.f1 == 0);
  CHECK(silent.accuracy == Approx(5.0 / 8));
  const PartMetrics no_calls = summarise(1, 8, {6, 2, 0, 0}, 2, Task::binary);
  CHECK(no_calls.precision == 0);
  CHECK(no_calls.recall == 0);
}

TEST_CASE("categorical: each class has the same weight, the counts are summed") {
  // rows: true class; the third never occurs and is never predicted
  const std::vector<std::int64_t> confusion = {4, 1, 0,  //
                                               2, 3, 0,  //
                                               0, 0, 0};
  const PartMetrics m = summarise(5, 10, confusion, 3, Task::categorical);
  CHECK(m.accuracy == Approx(0.7));
  CHECK(m.precision == Approx((4.0 / 6 + 3.0 / 4 + 0) / 3));
  CHECK(m.recall == Approx((4.0 / 5 + 3.0 / 5 + 0) / 3));
  CHECK(m.f1 == Approx((8.0 / 11 + 6.0 / 9 + 0) / 3));
  CHECK(m.tp == 7);
  CHECK(m.fp == 3);
  CHECK(m.fn == 3);
  CHECK(m.tn == 17);  // 3 + 4 + 10
}

TEST_CASE("categorical with two classes: averages over both") {
  const PartMetrics m = summarise(14.0, 20, {9, 1, 2, 8}, 2, Task::categorical);
  CHECK(m.precision == Approx((9.0 / 11 + 8.0 / 9) / 2));
  CHECK(m.recall == Approx((9.0 / 10 + 8.0 / 10) / 2));
}

TEST_CASE("one class against the others") {
  const std::vector<std::int64_t> confusion = {4, 1, 0,  //
                                               2, 3, 5,  //
                                               0, 7, 6};
  const ClassCounts c = count_class(confusion, 3, 1, Task::categorical);
  CHECK(c.tp == 3);
  CHECK(c.fn == 7);
  CHECK(c.fp == 8);
  CHECK(c.tn == 10);
  CHECK(c.precision() == Approx(3.0 / 11));
  CHECK(c.recall() == Approx(0.3));
  CHECK(c.f1() == Approx(6.0 / 21));
}

TEST_CASE("metrics.csv: the header and lines with the same number of cells") {
  CHECK(epoch_csv_header() ==
        "epoch,learning_rate,train_loss,train_accuracy,train_precision,train_recall,train_f1,"
        "train_average_precision,train_roc_auc,train_tp,train_fp,train_tn,train_fn,train_seconds,"
        "train_clips_per_s,test_loss,"
        "test_accuracy,test_precision,test_recall,test_f1,test_average_precision,test_roc_auc,"
        "test_tp,test_fp,test_tn,test_fn,"
        "test_seconds,test_clips_per_s,validation_loss,validation_accuracy,validation_precision,"
        "validation_recall,validation_f1,validation_average_precision,validation_roc_auc,"
        "validation_tp,validation_fp,validation_tn,validation_fn,validation_seconds,"
        "validation_clips_per_s\n");
  CHECK(epoch_csv_line(sample_epoch()) ==
        "3,0.0005,0.7,0.85,0.888889,0.8,0.842105,0.9,0.95,8,1,9,2,2.5,8,"
        "0.75,0.75,0.666667,1,0.8,0.75,0.625,2,1,1,0,0,0,,,,,,,,,,,,,\n");
  EpochRow validated = sample_epoch();
  validated.validation = validated.test;
  CHECK(epoch_csv_line(validated) ==
        "3,0.0005,0.7,0.85,0.888889,0.8,0.842105,0.9,0.95,8,1,9,2,2.5,8,"
        "0.75,0.75,0.666667,1,0.8,0.75,0.625,2,1,1,0,0,0,"
        "0.75,0.75,0.666667,1,0.8,0.75,0.625,2,1,1,0,0,0\n");
}

TEST_CASE("metrics.jsonl: one object per line with the columns of metrics.csv and the matrices") {
  const std::string line = epoch_json_line(sample_epoch());
  CHECK(line.find('\n') == line.size() - 1);
  const nlohmann::json json = nlohmann::json::parse(line);
  const std::vector<std::string> columns = csv_rows(epoch_csv_header(), "metrics.csv").at(0).cells;
  for (const std::string& column : columns) CHECK(json.contains(column));
  CHECK(json.size() == columns.size() + 2);
  CHECK(json.at("epoch") == 3);
  CHECK(json.at("test_recall") == 1.0);
  CHECK(json.at("train_precision").get<double>() == 8.0 / 9);  // at full precision
  CHECK(json.at("train_confusion") == std::vector<int>{9, 1, 2, 8});
  CHECK(json.at("test_confusion") == std::vector<int>{1, 1, 0, 2});
}
