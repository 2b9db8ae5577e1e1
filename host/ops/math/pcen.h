// Per-channel energy normalisation, one value at a time, for both backends (ops/pcen.h).
#pragma once

#include <cmath>

#include "base/host_device.h"
#include "ops/pcen.h"

namespace canopy::math {

/// The constants of the formula.
struct PcenFormula {
  float smoothing, gain, epsilon, power;
  float bias;
  float over_bias;   // 1 / bias
  float bias_power;  // bias ^ power
};

inline PcenFormula pcen_formula(const PcenParams& p) {
  return {p.smoothing, p.gain, p.epsilon, p.power, p.bias, 1 / p.bias, std::pow(p.bias, p.power)};
}

/// The mean after one more frame.
CANOPY_HD float pcen_mean(float mean, float energy, float smoothing) {
  return mean + smoothing * (energy - mean);
}

/// Uses logarithms with expm1 and log1p, so that a quiet band keeps its precision; the usual square
/// root needs neither, since sqrt(x + b) - sqrt(b) = x / (sqrt(x + b) + sqrt(b)).
CANOPY_HD float pcen_value(const PcenFormula& f, float energy, float mean) {
  const float normalised = energy * expf(-f.gain * logf(f.epsilon + mean));
  if (f.power == 0.5f) return normalised / (sqrtf(normalised + f.bias) + f.bias_power);
  return f.bias_power * expm1f(f.power * log1pf(normalised * f.over_bias));
}

}  // namespace canopy::math
