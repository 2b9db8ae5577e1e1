// The highest frequency in a file, which reveals an earlier sample rate or codec.
#pragma once

#include <algorithm>
#include <complex>
#include <cstdint>
#include <vector>

namespace canopy {

/// Accumulates spectra of a sound that arrives in blocks of any size.
class BandwidthMeter {
 public:
  explicit BandwidthMeter(int rate);  // Hz

  /// Adds the next interleaved frames; only the first two channels are used. Samples times `scale`
  /// are 1 at full scale.
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

  /// The highest frequency, in Hz, with more power than rounding to 16 bits; 0 if there is none.
  /// The resolution is 1/128 of half the rate.
  double hz();

 private:
  static constexpr std::int64_t window = 1024;        // frames of a spectrum
  static constexpr std::int64_t period = 8 * window;  // frames from one spectrum to the next
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
