#include "report/scale.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace canopy {
namespace {

/// The smallest of 1, 2, 5 times a power of ten that divides `span` into at most `max_steps` steps.
double round_step(double span, int max_steps) {
  const double rough = span / max_steps;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double step : {1.0, 2.0, 5.0})
    if (step * power >= rough * (1 - 1e-9)) return step * power;
  return 10 * power;
}

std::string tick_text(double value) {
  if (std::fabs(value) < 1e-12) return "0";
  return fmt::format("{:.4g}", value);
}

/// Adds ticks at the multiples of `step` from `low` to `high`.
void add_ticks(Scale& scale, double low, double high, double step) {
  const auto first = static_cast<long>(std::ceil(low / step - 1e-6));
  const auto last = static_cast<long>(std::floor(high / step + 1e-6));
  for (long k = first; k <= last; ++k) {
    const double value = static_cast<double>(k) * step;
    scale.ticks.push_back({value, tick_text(value)});
  }
}

Scale log_scale(double smallest, double largest) {
  Scale scale;
  scale.logarithmic = true;
  const double first = std::floor(std::log10(smallest) + 1e-9);
  const double last = std::max(first + 1, std::ceil(std::log10(largest) - 1e-9));
  scale.low = std::pow(10.0, first);
  scale.high = std::pow(10.0, last);
  const double step = std::max(1.0, std::ceil((last - first) / 6));
  for (double at = first; at <= last; at += step) {
    const double value = std::pow(10.0, at);
    scale.ticks.push_back({value, tick_text(value)});
  }
  return scale;
}

}  // namespace

double Scale::position(double value) const {
  const double at = logarithmic ? (std::log10(std::max(value, low)) - std::log10(low)) /
                                      (std::log10(high) - std::log10(low))
                                : (value - low) / (high - low);
  return std::clamp(at, 0.0, 1.0);
}

Scale ratio_scale(double smallest) {
  Scale scale;
  const double step = round_step(1 - std::clamp(smallest, 0.0, 0.9), 5);
  scale.low =
      std::max(0.0, 1 - step * std::ceil((1 - std::clamp(smallest, 0.0, 0.9)) / step - 1e-9));
  add_ticks(scale, scale.low, scale.high, step);
  return scale;
}

Scale loss_scale(double smallest, double largest) {
  if (smallest > 0 && largest >= 50 * smallest) return log_scale(smallest, largest);
  Scale scale;
  const double top = largest > 0 ? largest : 1;
  const double step = round_step(top, 5);
  scale.high = step * std::ceil(top / step - 1e-9);
  add_ticks(scale, scale.low, scale.high, step);
  return scale;
}

Scale epoch_scale(int first, int last) {
  Scale scale;
  const double margin = std::max(0.5, (last - first) * 0.02);
  scale.low = first - margin;
  scale.high = last + margin;
  add_ticks(scale, first, last, std::max(1.0, round_step(std::max(1, last - first), 10)));
  return scale;
}

}  // namespace canopy
