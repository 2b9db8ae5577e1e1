// How high the sound of a file reaches: the mark that an earlier sample rate or codec leaves.
#pragma once

#include <complex>
#include <cstdint>
#include <vector>

namespace canopy {

/// Sums up spectra of a sound that comes in blocks of any size.
class BandwidthMeter {
 public:
  explicit BandwidthMeter(int rate);  // Hz

  /// The next frame: its first two channels (0 for a second one that is not there); 1 is full
  /// scale.
  void add(float first, float second) {
    if (position_ % (2 * window) < window) {
      frame_[static_cast<std::size_t>(filled_)] = {first, second};
      if (++filled_ == window) take();
    }
    ++position_;
  }

  /// The highest frequency, in Hz, with more power than the rounding to 16 bits makes; 0 for none.
  /// Its steps are 1/128 of half the rate.
  double hz();

 private:
  static constexpr int window = 2048;  // frames; every second window is looked at
  static constexpr int bands = 128;

  void take();

  int rate_;
  std::int64_t position_ = 0;
  int filled_ = 0;
  int taken_ = 0;
  std::vector<std::complex<float>> frame_;  // [window], the channels as real and imaginary part
  std::vector<double> power_;               // [bands], summed over windows and bins
};

}  // namespace canopy
