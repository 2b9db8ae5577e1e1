// What can be said of a sound without listening: measured while it is decoded, block by block.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "audio/decoder.h"
#include "data/bandwidth.h"

namespace canopy {

/// Two sounds with the same one are the same sound: samples, rate, channels.
using SoundHash = std::array<std::uint64_t, 2>;

/// 32 hexadecimal digits.
std::string hash_text(const SoundHash& hash);

struct SoundFacts {
  int rate = 0;  // Hz
  int channels = 0;
  std::int64_t frames = 0;
  double rms_db = 0;        // of all channels; 0 is full scale; silence is -200
  double clipped = 0;       // share of the samples that stand at full scale in runs of 3 or more
  double bandwidth_hz = 0;  // see BandwidthMeter
  SoundHash hash{};

  double seconds() const { return rate > 0 ? static_cast<double>(frames) / rate : 0; }
};

/// A running hash of bytes that come in blocks of any size.
class RunningHash {
 public:
  void add(const void* data, std::size_t bytes);
  SoundHash value() const;

 private:
  void mix(std::uint64_t word);

  SoundHash lanes_ = {0x243F6A8885A308D3ull, 0x13198A2E03707344ull};  // digits of pi
  std::array<unsigned char, 8> rest_{};  // bytes that do not fill a word yet
  std::size_t bytes_ = 0;
};

class SoundMeter {
 public:
  explicit SoundMeter(const AudioInfo& info);
  /// The next interleaved frames, in the format of the info.
  void add(const void* pcm, std::int64_t frames);
  SoundFacts facts();

 private:
  template <class Sample>
  void measure(const Sample* samples, std::int64_t frames, float scale);
  template <class Sample>
  void follow_runs(const Sample* samples, std::int64_t count, Sample limit);

  AudioInfo info_;
  RunningHash hash_;
  BandwidthMeter bandwidth_;
  std::int64_t frames_ = 0, clipped_ = 0;
  double energy_ = 0;
  std::vector<int> runs_;  // [channels], samples that have stood at full scale till now
};

}  // namespace canopy
