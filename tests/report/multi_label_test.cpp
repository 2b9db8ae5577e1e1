// The page of a multi-label run.
#include <catch2/catch_test_macros.hpp>

#include "report/html.h"

using namespace canopy;

namespace {

/// Six clips with two classes; label bits: frog 1, owl 2.
Scored frogs_and_owls() {
  Scored scored;
  scored.classes = {"frog", "owl"};
  scored.task = Task::multi_label;
  const float logits[][2] = {{4, 2}, {3, -4}, {-1, 1}, {-2, -1}, {-3, -5}, {1, -2}};
  const std::int32_t labels[] = {3, 1, 1, 2, 0, 0};
  const char* const groups[] = {"x", "x", "y", "y", "z", "z"};
  for (int i = 0; i < 6; ++i)
    scored.add("clip " + std::to_string(i), groups[i], labels[i], logits[i]);
  return scored;
}

ReportData run_with(const Thresholds& thresholds) {
  ReportData data;
  data.name = "labels";
  data.evaluation = evaluate(frogs_and_owls(), thresholds);
  EpochRow row;
  row.epoch = 1;
  row.train = row.test = evaluate(frogs_and_owls(), 0.5).metrics;
  data.epochs = {row};
  return data;
}

bool has(const std::string& page, const std::string& text) {
  return page.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("the page of a multi-label run has a table of classes and no confusion matrix") {
  const std::string page = report_html(run_with(0.5));
  CHECK(has(page, "finds 3 of the 5 labels of 6 test clips (recall 0.600)"));
  CHECK(has(page, "assigned each class whose score is above 0.5."));
  CHECK(has(page, "id=\"classes\""));
  CHECK_FALSE(has(page, "id=\"confusion\""));
  CHECK_FALSE(has(page, "nan"));
  CHECK(has(page, "<td>none</td>"));
}

TEST_CASE("with class thresholds, the page shows the results at these and not at the epochs' 0.5") {
  // frog at 0.2: also finds the clip with logit -1; owl at 0.9: finds none
  const std::string page = report_html(run_with({0.5, {0.2, 0.9}}));
  CHECK(has(page, "finds 3 of the 5 labels of 6 test clips (recall 0.600)"));
  CHECK(has(page, "Of the 4 labels that it assigns, 3 are correct"));
  CHECK(has(page, "6 test clips, with a separate threshold for each class."));
  CHECK(has(page, "above the class's own threshold."));
  CHECK(has(page, "<td class=\"number\">0.200</td>"));
  CHECK(has(page, "<td class=\"number\">0.900</td>"));
  CHECK_FALSE(has(page, "whose score is above 0.5"));
}
