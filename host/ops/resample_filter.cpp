#include "ops/resample_filter.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include <fmt/format.h>

#include "base/error.h"

namespace canopy {
namespace {

constexpr std::int64_t row_multiple = 32;  // taps per row are rounded up to whole vectors

/// The modified Bessel function of the first kind of order 0, by its power series.
double bessel_i0(double x) {
  const double quarter = x * x / 4;
  double term = 1, total = 1;
  for (int k = 1; term > total * 1e-17; ++k) {
    term *= quarter / (static_cast<double>(k) * k);
    total += term;
  }
  return total;
}

void check_rate(int rate) {
  if (rate < lowest_rate || rate > highest_rate)
    throw Error(ErrorKind::data,
                fmt::format("a sample rate of {} Hz cannot be resampled; use one between {} and "
                            "{} Hz",
                            rate, lowest_rate, highest_rate));
}

/// The lower of the two rates relative to the input rate.
double lower_ratio(int rate, int sample_rate) {
  return static_cast<double>(std::min(rate, sample_rate)) / rate;
}

}  // namespace

ResampleShape resample_shape(int rate, int sample_rate, const ResampleDesign& design) {
  check_rate(rate);
  check_rate(sample_rate);
  ResampleShape s;
  if (rate == sample_rate) return s;
  const std::int64_t divisor = std::gcd(rate, sample_rate);
  s.up = sample_rate / divisor;
  s.down = rate / divisor;
  const double lower = lower_ratio(rate, sample_rate);
  const auto reach = static_cast<std::int64_t>(std::ceil(design.half_length / lower));
  const std::int64_t taps = (2 * reach + row_multiple - 1) / row_multiple * row_multiple;
  s.half = static_cast<std::int32_t>(taps / 2);
  s.taps = static_cast<std::int32_t>(taps);
  s.interpolated = s.up * taps > design.max_exact_entries;
  s.phases = s.interpolated ? static_cast<std::int64_t>(std::ceil(design.interpolated_rows * lower))
                            : s.up;
  return s;
}

ResampleFilter design_resample_filter(int rate, int sample_rate, const ResampleDesign& design) {
  ResampleFilter filter;
  filter.shape = resample_shape(rate, sample_rate, design);
  const ResampleShape& s = filter.shape;
  if (s.taps == 0) return filter;

  const double lower = lower_ratio(rate, sample_rate);
  const double reach = design.half_length / lower;  // frames
  const double bandwidth = design.cutoff * lower;   // in units of the input's Nyquist rate
  const double window_top = bessel_i0(design.kaiser_beta);
  const std::int64_t rows = s.phases + (s.interpolated ? 1 : 0);
  filter.table.resize(static_cast<std::size_t>(rows * s.taps));
  for (std::int64_t row = 0; row < rows; ++row) {
    const double phase = static_cast<double>(row) / static_cast<double>(s.phases);
    float* taps = filter.table.data() + row * s.taps;
    for (std::int32_t j = 0; j < s.taps; ++j) {
      const double t = j - s.half + 1 - phase;  // frames from the output sample
      const double inside = 1 - (t / reach) * (t / reach);
      if (inside <= 0) {
        taps[j] = 0;
        continue;
      }
      const double angle = std::numbers::pi * bandwidth * t;
      const double sinc = std::abs(angle) < 1e-9 ? 1.0 : std::sin(angle) / angle;
      const double window = bessel_i0(design.kaiser_beta * std::sqrt(inside)) / window_top;
      taps[j] = static_cast<float>(bandwidth * sinc * window);
    }
  }
  return filter;
}

}  // namespace canopy
