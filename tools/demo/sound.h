// A sound at its source, before distance and echo, and a few tools to shape it.
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace canopy::demo {

constexpr double two_pi = 2 * std::numbers::pi;

/// One channel. The level is arbitrary until normalise().
struct Sound {
  int rate = 0;  // Hz
  std::vector<float> samples;
  double seconds() const { return static_cast<double>(samples.size()) / rate; }
};

inline double gain_of(double decibels) {
  return std::pow(10.0, decibels / 20);
}

/// Scales to a peak of 1; silence is left unchanged.
inline void normalise(Sound& sound) {
  float peak = 0;
  for (const float s : sound.samples) peak = std::max(peak, std::abs(s));
  if (peak > 0)
    for (float& s : sound.samples) s /= peak;
}

/// An envelope that rises from 0 to 1 over `rise` and falls to 0 over the last `fall` of `total`
/// (all in the same unit).
inline double envelope(double at, double total, double rise, double fall) {
  const double open = std::min({1.0, at / rise, (total - at) / fall});
  return open <= 0 ? 0 : std::pow(std::sin(open * std::numbers::pi / 2), 2);
}

/// Second-order state-variable filter; may be retuned while in use.
class Filter {
 public:
  Filter(int rate, double hz, double q) : rate_(rate) { tune(hz, q); }

  /// Sets the corner or centre frequency and the resonance q; 0.7 is flat.
  void tune(double hz, double q) {
    const double g = std::tan(std::numbers::pi * std::min(hz / rate_, 0.45));
    damping_ = 1 / q;
    a1_ = 1 / (1 + g * (g + damping_));
    a2_ = g * a1_;
    a3_ = g * a2_;
  }
  double low(double x) {
    step(x);
    return low_;
  }
  double band(double x) {  // 0 dB at the centre
    step(x);
    return damping_ * band_;
  }
  double high(double x) {
    step(x);
    return x - damping_ * band_ - low_;
  }

 private:
  void step(double x) {
    const double in = x - state_low_;
    band_ = a1_ * state_band_ + a2_ * in;
    low_ = state_low_ + a2_ * state_band_ + a3_ * in;
    state_band_ = 2 * band_ - state_band_;
    state_low_ = 2 * low_ - state_low_;
  }

  int rate_;
  double damping_ = 1, a1_ = 0, a2_ = 0, a3_ = 0;
  double state_low_ = 0, state_band_ = 0, low_ = 0, band_ = 0;
};

}  // namespace canopy::demo
