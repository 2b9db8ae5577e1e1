#include "ops/mel_filters.h"

#include <algorithm>
#include <cmath>

namespace canopy {
namespace {

constexpr double slaney_hz_per_mel = 200.0 / 3;  // below the corner
constexpr double slaney_corner_hz = 1000, slaney_corner_mel = 15;
const double slaney_log_step = std::log(6.4) / 27;  // above the corner

}  // namespace

double hz_to_mel(double hz, MelFormula formula) {
  if (formula == MelFormula::htk) return 2595 * std::log10(1 + hz / 700);
  if (hz < slaney_corner_hz) return hz / slaney_hz_per_mel;
  return slaney_corner_mel + std::log(hz / slaney_corner_hz) / slaney_log_step;
}

double mel_to_hz(double mel, MelFormula formula) {
  if (formula == MelFormula::htk) return 700 * (std::pow(10.0, mel / 2595) - 1);
  if (mel < slaney_corner_mel) return mel * slaney_hz_per_mel;
  return slaney_corner_hz * std::exp((mel - slaney_corner_mel) * slaney_log_step);
}

MelFilters design_mel_filters(const MelLogParams& p) {
  check_mel_log(p);
  const double nyquist = p.sample_rate / 2.0;
  const double low = hz_to_mel(p.low_hz, p.formula), high = hz_to_mel(p.high_hz, p.formula);
  const auto edge = [&](int i) {
    return mel_to_hz(low + (high - low) * i / (p.bands + 1), p.formula);
  };
  MelFilters filters;
  for (int band = 0; band < p.bands; ++band) {
    const double left = edge(band), top = edge(band + 1), right = edge(band + 2);
    MelBand span;
    span.offset = static_cast<std::int32_t>(filters.weights.size());
    for (int bin = 0; bin < p.bins; ++bin) {
      const double hz = nyquist * bin / (p.bins - 1);
      const double weight = std::min((hz - left) / (top - left), (right - hz) / (right - top));
      if (weight <= 0) continue;
      if (span.length == 0) span.start = bin;
      ++span.length;
      filters.weights.push_back(static_cast<float>(weight));
    }
    filters.bands.push_back(span);
  }
  return filters;
}

}  // namespace canopy
