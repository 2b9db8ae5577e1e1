// A call found in a recording.
#pragma once

#include <string>

namespace canopy {

struct Detection {
  double start_s = 0, end_s = 0;
  std::string label;
  double score = 0;  // in [0, 1]: the highest of its windows
};

}  // namespace canopy
