// Properties of a sound, measured block by block while it is decoded.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "audio/decoder.h"
#include "data/bandwidth.h"

struct XXH3_state_s;

namespace canopy {

/// Sounds with equal hashes have equal samples, rates and channels. The high half comes first.
using SoundHash = std::array<std::uint64_t, 2>;

/// 32 hexadecimal digits, as in the hash column of data.csv: XXH3 (128 bits) of the rate, the
/// channels and the format, as 64-bit integers, and of the decoded samples.
std::string hash_text(const SoundHash& hash);

struct SoundFacts {
  int rate = 0;  // Hz
  int channels = 0;
  std::int64_t frames = 0;
  double rms_db = 0;        // over all channels, relative to full scale; silence is -200
  double clipped = 0;       // share of the samples at full scale in runs of 3 or more
  double bandwidth_hz = 0;  // see BandwidthMeter
  SoundHash hash{};

  double seconds() const { return rate > 0 ? static_cast<double>(frames) / rate : 0; }
};

/// XXH3 (128 bits) of bytes that arrive in blocks of any size.
class RunningHash {
 public:
  RunningHash();
  void add(const void* data, std::size_t bytes);
  SoundHash value() const;

 private:
  struct Free {
    void operator()(XXH3_state_s* state) const;
  };
  std::unique_ptr<XXH3_state_s, Free> state_;
};

class SoundMeter {
 public:
  explicit SoundMeter(const AudioInfo& info);
  /// Measures the next interleaved frames, in the format that `info` names.
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
  std::vector<int> runs_;  // [channels], length of the current run at full scale, negative at -1
};

}  // namespace canopy
