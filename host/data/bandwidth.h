// How high the sound of a file reaches: the mark that an earlier sample rate or codec leaves.
#pragma once

#include <algorithm>
#include <complex>
#include <cstdint>
#include <vector>

namespace canopy {

/// Sums up spectra of a sound that comes in blocks of any size.
class BandwidthMeter {
 public:
  explicit BandwidthMeter(int rate);  // Hz

  /// The next interleaved frames, of which the first two channels count; `scale` makes 1 of full
  /// scale.
  template <class Sample>
  void add(const Sample* samples, std::int64_t frames, int channels, float scale) {
    const int second = channels > 1 ? 1 : 0;
    channels_ = 1 + second;
    while (frames > 0) {
      const std::int64_t at = position_ % period;
      const std::int64_t taken = std::min(frames, (at < window ? window : period) - at);
      for (std::int64_t f = 0; at < window && f < taken; ++f) {
        const Sample* frame = samples + f * channels;
        frame_[static_cast<std::size_t>(at + f)] = {
            static_cast<float>(frame[0]) * scale,
            second ? static_cast<float>(frame[second]) * scale : 0.0f};
      }
      position_ += taken;
      if (at < window && at + taken == window) take(window);
      samples += taken * channels;
      frames -= taken;
    }
  }

  /// The highest frequency, in Hz, with more power than the rounding to 16 bits makes; 0 for none.
  /// Its steps are 1/128 of half the rate.
  double hz();

 private:
  static constexpr std::int64_t window = 1024;        // frames, of which a spectrum is taken ...
  static constexpr std::int64_t period = 8 * window;  // ... once in so many
  static constexpr int bands = 128;

  void take(std::int64_t filled);

  int rate_;
  std::int64_t position_ = 0;
  int taken_ = 0;
  int channels_ = 1;
  std::vector<std::complex<float>> frame_;  // [window], the channels as real and imaginary part
  std::vector<double> power_;               // [bands], summed over windows and bins
};

}  // namespace canopy
