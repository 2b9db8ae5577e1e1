// The tables of a cross-validation.
#include <cmath>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "base/cells.h"
#include "evaluate/evaluation.h"
#include "run/folds.h"

using namespace canopy;
using Catch::Matchers::WithinAbs;

namespace {

/// A fold whose clips have these logits, positives first.
TestScores fold(const std::vector<float>& positives, const std::vector<float>& negatives,
                double threshold, const std::string& name) {
  TestScores scores;
  scores.scored.classes = {"other", "capuchin"};
  scores.scored.task = Task::binary;
  scores.thresholds = threshold;
  for (const float logit : positives) scores.scored.add(name + " positive", name + " a", 1, &logit);
  for (const float logit : negatives) scores.scored.add(name + " negative", name + " b", 0, &logit);
  return scores;
}

double sigmoid(double z) {
  return 1 / (1 + std::exp(-z));
}

}  // namespace

TEST_CASE("pooled clips are classified by the threshold of their own fold") {
  // no single threshold is right: a logit of 1 is positive in the first fold, negative in the
  // second
  const std::vector<TestScores> folds = {fold({1, 2}, {-1, -2}, sigmoid(0), "first"),
                                         fold({5, 6}, {1, 2}, sigmoid(3), "second")};
  const Evaluation together = evaluate(pooled(folds), 0.5);
  CHECK(together.metrics.tp == 4);
  CHECK(together.metrics.tn == 4);
  CHECK(together.metrics.average_precision == 1);
  CHECK(together.sources.size() == 4);
}

TEST_CASE("multi-label: each class has its own threshold in each fold") {
  std::vector<TestScores> folds(2);
  for (TestScores& f : folds) {
    f.scored.classes = {"frog", "owl"};
    f.scored.task = Task::multi_label;
  }
  folds[0].thresholds = {0.5, {sigmoid(0), sigmoid(3)}};
  folds[1].thresholds = {0.5, {sigmoid(3), sigmoid(0)}};
  const float both[] = {4, 4}, first[] = {1, 1}, second[] = {1, 2};
  folds[0].scored.add("both", "a", 3, both);
  folds[0].scored.add("frog", "b", 1, first);
  folds[1].scored.add("owl", "c", 2, second);
  const Evaluation together = evaluate(pooled(folds), 0.5);
  CHECK((together.metrics.tp == 4 && together.metrics.tn == 2));
  CHECK(together.metrics.accuracy == 1);
}

TEST_CASE("folds.csv: a line per fold, all clips together, mean and standard deviation") {
  const std::vector<TestScores> folds = {fold({1, 2}, {-1, -2}, 0.5, "first"),
                                         fold({-1, 2}, {-3, -2}, 0.5, "second")};
  std::vector<std::vector<std::string>> rows;
  for (const CsvRow& row : csv_rows(folds_csv(folds), "folds.csv")) rows.push_back(row.cells);
  REQUIRE(rows.size() == 6);
  for (const auto& row : rows) CHECK(row.size() == rows[0].size());
  CHECK(rows[1][0] == "1");
  CHECK(rows[3][0] == "all");
  CHECK(rows[3][1] == "8");
  CHECK(rows[3][2] == "4");
  CHECK(rows[0][7] == "recall");
  CHECK(std::stod(rows[1][7]) == 1);
  CHECK(std::stod(rows[2][7]) == 0.5);
  CHECK(std::stod(rows[3][7]) == 0.75);
  CHECK(std::stod(rows[4][7]) == 0.75);
  CHECK_THAT(std::stod(rows[5][7]), WithinAbs(std::sqrt(0.125), 1e-6));
}
