// A chart of one ratio against another, both up to 1, as inline SVG.
#pragma once

#include <string>
#include <vector>

#include "report/scale.h"

namespace canopy {

struct ShareChart {
  struct Point {
    double x = 0, y = 0;
    std::string words;  // HTML, the dot's tooltip; empty: no dot
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
  bool diagonal = false;      // draw the line where both are equal
  std::vector<Point> chosen;  // marked points on top
};

std::string share_chart(const ShareChart& chart);

}  // namespace canopy
