// The section with the clips of each class.
#include <catch2/catch_test_macros.hpp>

#include "report/html.h"
#include "report/runs.h"
#include "report/xml.h"

using namespace canopy;
using namespace canopy::test;

namespace {

ReportData run_with_clips() {
  ReportData run = binary_run();
  ClipSummary other;
  other.name = "other";
  other.clips = 476, other.train = 346, other.validation = 40, other.test = 1090;
  for (int k = 0; k < 23; ++k) other.sources.insert(std::to_string(k));
  other.shortest_s = 3, other.median_s = 3.04, other.longest_s = 3.8;
  other.rates = {{44100, 476}};
  other.channels = {{2, 476}};
  ClipSummary call;
  call.name = "call <&>";
  run.data.classes = {other, call};
  return run;
}

}  // namespace

TEST_CASE("each class has a row, and warnings are listed") {
  ReportData run = run_with_clips();
  run.data_warnings = {"data: <b>one</b> sound & two labels", "another"};
  const Node root = parse_xml(report_html(run));
  const Node* section = by_id(root, "clips");
  REQUIRE(section);
  const auto rows = all(*section, "tr");
  REQUIRE(rows.size() == 3);
  std::vector<std::string> cells;
  for (const Node& cell : rows[1]->children) cells.push_back(cell.text);
  CHECK(cells == std::vector<std::string>{"other", "476", "346", "40", "1,090", "23", "3.0", "3.0",
                                          "3.8", "44100 (476)", "2 (476)"});
  CHECK(rows[2]->children.at(0).text == "call <&>");
  const auto items = all(*section, "li");
  REQUIRE(items.size() == 2);
  CHECK(items[0]->text == "<b>one</b> sound & two labels");
  CHECK(items[1]->text == "another");
}

TEST_CASE("without warnings the section says so; without clips there is no section") {
  const Node root = parse_xml(report_html(run_with_clips()));
  CHECK(all(*by_id(root, "clips"), "li").empty());
  CHECK(by_id(root, "clips")->text.find("No warnings") != std::string::npos);
  CHECK_FALSE(by_id(parse_xml(report_html(binary_run())), "clips"));
}
