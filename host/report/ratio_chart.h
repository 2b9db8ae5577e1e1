// A chart of one ratio against another, as inline SVG.
#pragma once

#include <string>
#include <vector>

#include "report/scale.h"

namespace canopy {

struct RatioChart {
  struct Point {
    double x = 0, y = 0;
    std::string tooltip;  // HTML, of the dot at the point; empty: no dot
  };
  struct Line {
    std::string name;  // HTML, the line's tooltip
    std::vector<Point> points;
  };
  std::string id;              // unique on the page
  std::string title, x_title;  // HTML
  std::string description;     // HTML
  Scale x, y;
  std::vector<Line> lines;
  bool diagonal = false;           // draw the line where both are equal
  std::vector<Point> highlighted;  // drawn on top
};

std::string ratio_chart(const RatioChart& chart);

}  // namespace canopy
