// A line chart as inline SVG: training and test over the epochs.
#pragma once

#include <string>
#include <vector>

#include "report/scale.h"

namespace canopy {

struct LineChart {
  std::string id;     // unique on the page
  std::string title;  // "precision"
  std::vector<int> epochs;
  std::vector<double> train, test;  // one per epoch
  Scale y;
  int best = 0;                           // epoch to mark; 0: none
  std::string (*text)(double) = nullptr;  // a value as HTML
};

std::string line_chart(const LineChart& chart);

}  // namespace canopy
