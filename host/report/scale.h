// Maps values to positions on an axis, with ticks at round numbers.
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
  /// 0 at low, 1 at high; values outside are clamped.
  double position(double value) const;
};

/// For ratios: from a round number below `smallest`, but at most 0.9, to 1.
Scale ratio_scale(double smallest);
/// From 0 to a round number; logarithmic if `largest` is at least 50 times `smallest` > 0.
Scale loss_scale(double smallest, double largest);
/// For epochs: ticks at whole numbers, with a margin at both ends.
Scale epoch_scale(int first, int last);

}  // namespace canopy
