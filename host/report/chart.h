// A line chart of training and test values over the epochs, as inline SVG.
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
  std::string (*text)(double) = nullptr;  // formats a value as HTML
};

std::string line_chart(const LineChart& chart);

}  // namespace canopy
