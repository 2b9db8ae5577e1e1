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
  /// 0 at low, 1 at high; a value outside is put at the nearer end.
  double place(double value) const;
};

/// Shares up to 1: from a round number below `smallest`, but never less than a tenth in all.
Scale ratio_scale(double smallest);
/// From 0 to a round number; logarithmic where the largest is 50 times the smallest or more.
Scale loss_scale(double smallest, double largest);
/// Whole epochs, with room at both ends.
Scale epoch_scale(int first, int last);

}  // namespace canopy
