// The marks in the charts.
#include "report/chart.h"

#include <cmath>
#include <limits>
#include <sstream>

#include <catch2/catch_test_macros.hpp>

#include "report/html.h"
#include "report/markup.h"
#include "report/ratio_chart.h"
#include "report/runs.h"
#include "report/xml.h"

using namespace canopy;
using namespace canopy::test;

namespace {

struct Point {
  double x = 0, y = 0;
};

double number(const std::string& text) {
  std::size_t used = 0;
  const double value = std::stod(text, &used);
  REQUIRE(used == text.size());
  return value;
}

/// The points of "M1.0 2.0L3.0 4.0"; `lines` counts the M.
std::vector<Point> points(const std::string& path, int* lines = nullptr) {
  std::vector<Point> out;
  std::string spaced;
  for (const char c : path) {
    if (c == 'M' && lines != nullptr) ++*lines;
    if (c == 'H') return {};  // a line in the legend
    spaced += c == 'M' || c == 'L' ? ' ' : c;
  }
  std::istringstream words(spaced);
  for (std::string x, y; words >> x >> y;) out.push_back({number(x), number(y)});
  return out;
}

Node drawing(const LineChart& chart) {
  return parse_xml("<!DOCTYPE html>" + line_chart(chart));
}

/// The line of a series: the last path with its class (the first is in the legend).
std::string line_of(const Node& svg, const std::string& series) {
  std::string found;
  for (const Node* path : all(svg, "path"))
    if (path->has_class(series)) found = path->attribute("d");
  return found;
}

LineChart chart_of(const std::vector<double>& train, const std::vector<double>& test) {
  LineChart chart;
  chart.id = "c";
  chart.title = "recall";
  for (std::size_t k = 0; k < test.size(); ++k) chart.epochs.push_back(static_cast<int>(k) + 1);
  chart.train = train;
  chart.test = test;
  chart.y = ratio_scale(0);
  chart.text = ratio_text;
  return chart;
}

}  // namespace

TEST_CASE("all coordinates in all charts are numbers inside the drawing") {
  for (const ReportData& run : every_run()) {
    CAPTURE(run.name);
    std::size_t seen = 0;
    const Node root = parse_xml(report_html(run));
    for (const Node* svg : all(root, "svg")) {
      REQUIRE(svg->attribute("viewBox") == "0 0 460 270");
      walk(*svg, [&](const Node& node) {
        for (const auto& [key, value] : node.attributes) {
          if (key == "x" || key == "cx" || key == "x1" || key == "x2") {
            CHECK((number(value) >= 0 && number(value) <= 460));
            ++seen;
          }
          if (key == "y" || key == "cy" || key == "y1" || key == "y2")
            CHECK((number(value) >= 0 && number(value) <= 270));
        }
        if (node.name == "path")
          for (const Point& p : points(node.attribute("d"))) {
            CHECK((p.x >= 52 && p.x <= 446));
            CHECK((p.y >= 44 && p.y <= 228));
          }
      });
    }
    CHECK((seen > 0) == !run.epochs.empty());
  }
}

TEST_CASE("higher values are further up, later epochs further right; 0 and 1 are at the ends") {
  const Node svg = drawing(chart_of({0, 0.5, 1}, {1, 0.25, 0}));
  const auto train = points(line_of(svg, "train"));
  const auto test = points(line_of(svg, "test"));
  REQUIRE(train.size() == 3);
  REQUIRE(test.size() == 3);
  CHECK(train[0].y == 228);
  CHECK(train[1].y == 136);
  CHECK(train[2].y == 44);
  CHECK(test[0].y == 44);
  CHECK(test[1].y == 182);
  CHECK(test[2].y == 228);
  CHECK(train[0].x < train[1].x);
  CHECK(train[1].x < train[2].x);
  CHECK(std::fabs(train[2].x - 2 * train[1].x + train[0].x) < 0.11);  // evenly spaced
}

TEST_CASE("a single epoch is a point in the middle") {
  const Node svg = drawing(chart_of({0.5}, {0.75}));
  const auto test = points(line_of(svg, "test"));
  REQUIRE(test.size() == 1);
  CHECK(test[0].x == 249);
  CHECK(test[0].y == 90);
  CHECK(svg.children.at(1).text == "Epoch 1. Test: 0.750. Training: 0.500.");
}

TEST_CASE("a ratio chart keeps both ends of a line and skips points too close to be visible") {
  RatioChart chart;
  chart.id = "p";
  chart.x = chart.y = ratio_scale(0);
  chart.diagonal = true;
  chart.lines.push_back({"a", {}});
  for (int k = 0; k <= 10000; ++k)
    chart.lines[0].points.push_back({k / 10000.0, 1 - k / 20000.0, ""});
  chart.highlighted.push_back({0.5, 0.25, "here"});
  const Node svg = parse_xml("<!DOCTYPE html>" + ratio_chart(chart));
  const auto line = points(line_of(svg, "test"));
  REQUIRE(line.size() > 100);
  CHECK(line.size() < 1000);
  CHECK(line.front().x == 52);
  CHECK(line.front().y == 44);
  CHECK(line.back().x == 446);
  CHECK(line.back().y == 136);
  const Node& dot = *all(svg, "circle").at(0);
  CHECK(dot.attribute("cx") == "249.0");
  CHECK(dot.attribute("cy") == "182.0");
  CHECK(dot.text == "here");
}

TEST_CASE("a NaN value only interrupts the line") {
  const double none = std::numeric_limits<double>::quiet_NaN();
  const Node svg = drawing(chart_of({none, none, none}, {0.1, none, 0.3}));
  int lines = 0;
  CHECK(points(line_of(svg, "test"), &lines).size() == 2);
  CHECK(lines == 2);
  CHECK(points(line_of(svg, "train")).empty());
}

TEST_CASE("a chart has a description for screen readers and its values as tooltips") {
  const Node svg = drawing(chart_of({0.5, 0.75}, {0.25, 0.5}));
  CHECK(svg.children.at(0).text == "recall");
  CHECK(svg.children.at(1).text ==
        "Epochs 1 to 2. Test: from 0.250 to 0.500. Training: from 0.500 to 0.750.");
  std::vector<std::string> tips;
  for (const Node* title : all(svg, "title")) tips.push_back(title->text);
  CHECK(tips == std::vector<std::string>{"recall", "training, epoch 1: 0.500",
                                         "training, epoch 2: 0.750", "test, epoch 1: 0.250",
                                         "test, epoch 2: 0.500"});
}
