#include "data/bandwidth.h"

#include <cmath>
#include <numbers>

namespace canopy {
namespace {

/// Roots of unity and a squared Hann window, whose side lobes fall fast enough that a loud tone
/// does not look like sound an octave above it. `length` is a power of 2.
struct Tables {
  std::vector<std::complex<float>> roots;  // [length / 2], exp(-2 pi i k / length)
  std::vector<float> window;               // [length]
  double window_power = 0;                 // sum of its squares

  explicit Tables(std::int64_t length) {
    for (std::int64_t k = 0; k < length; ++k) {
      const double angle =
          2 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(length);
      if (k < length / 2)
        roots.emplace_back(static_cast<float>(std::cos(angle)),
                           static_cast<float>(-std::sin(angle)));
      const double hann = 0.5 - 0.5 * std::cos(angle);
      window.push_back(static_cast<float>(hann * hann));
      window_power += static_cast<double>(window.back()) * window.back();
    }
  }
};

/// The discrete Fourier transform in place (radix 2), of the tables' length.
void transform(std::vector<std::complex<float>>& x, const Tables& tables) {
  const std::size_t n = x.size();
  for (std::size_t i = 1, j = 0; i < n; ++i) {  // bit reversal
    std::size_t bit = n / 2;
    for (; j & bit; bit /= 2) j ^= bit;
    j ^= bit;
    if (i < j) std::swap(x[i], x[j]);
  }
  for (std::size_t half = 1; half < n; half *= 2)
    for (std::size_t at = 0; at < n; at += 2 * half)
      for (std::size_t k = 0; k < half; ++k) {
        const std::complex<float> a = x[at + k], b = x[at + half + k],
                                  w = tables.roots[k * (n / 2 / half)];
        // written out: operator* would check for infinities
        const std::complex<float> turned(b.real() * w.real() - b.imag() * w.imag(),
                                         b.real() * w.imag() + b.imag() * w.real());
        x[at + k] = a + turned;
        x[at + half + k] = a - turned;
      }
}

const Tables& tables_of(std::int64_t length) {
  static const Tables tables(length);  // the program uses one length only
  return tables;
}

}  // namespace

BandwidthMeter::BandwidthMeter(int rate)
    : rate_(rate), frame_(static_cast<std::size_t>(window)), power_(bands) {}

void BandwidthMeter::take(std::int64_t filled) {
  const Tables& tables = tables_of(window);
  const auto n = static_cast<std::size_t>(window);
  for (std::size_t i = 0; i < n; ++i)
    frame_[i] = i < static_cast<std::size_t>(filled) ? frame_[i] * tables.window[i] : 0;
  transform(frame_, tables);
  // of two real signals in one complex one, the bins k and n - k together hold the power of both
  constexpr std::size_t bins_per_band = window / 2 / bands;
  for (std::size_t k = 1; k < n / 2; ++k)
    power_[k / bins_per_band] += (std::norm(frame_[k]) + std::norm(frame_[n - k])) / 2;
  ++taken_;
}

double BandwidthMeter::hz() {
  if (taken_ == 0 && position_ > 0) take(position_);  // a very short sound
  if (taken_ == 0) return 0;
  // Rounding to 16 bits is noise of 1/12 squared steps. Dither triples it, and that of a single
  // tone is not flat; hence the factor of 16.
  const double noise = 1.0 / 12 / (32768.0 * 32768.0) * tables_of(window).window_power;
  const double threshold =
      16 * noise * channels_ * taken_ * (static_cast<double>(window) / 2 / bands);
  for (int band = bands; band-- > 0;)
    if (power_[static_cast<std::size_t>(band)] > threshold)
      return (band + 1) * (rate_ / 2.0) / bands;
  return 0;
}

}  // namespace canopy
