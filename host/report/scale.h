// From values to places on an axis, with ticks at round numbers.
#pragma once

#include <string>
#include <vector>

namespace canopy {

struct Tick {
  double value = 0;
  std::string label;
};

struct Scale {
  double low = 0, high = 1;
  bool logarithmic = false;
  std::vector<Tick> ticks;  // all within low..high
  /// 0 at low, 1 at high; a value outside is clamped.
  double place(double value) const;
};

/// Ratios up to 1: from a round number below `smallest`, spanning at least a tenth.
Scale ratio_scale(double smallest);
/// From 0 to a round number; logarithmic if the largest is at least 50 times the smallest.
Scale loss_scale(double smallest, double largest);
/// Whole epochs, with a margin at both ends.
Scale epoch_scale(int first, int last);

}  // namespace canopy
