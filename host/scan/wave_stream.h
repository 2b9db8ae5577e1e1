// One recording's sound on the device, resampled block by block to the bits of the whole.
#pragma once

#include <cstdint>
#include <memory>

#include "audio/decoder.h"
#include "config/config.h"
#include "ops/backend.h"
#include "ops/resample.h"

namespace canopy {

/// Samples [first, end) of the recording at the model's rate are in memory; the rest of them is yet
/// to come, or is no longer wanted.
class WaveStream {
 public:
  /// For blocks of at most `block_frames` frames like `info`.
  WaveStream(Backend& backend, const AudioInfo& info, std::int64_t block_frames, int sample_rate,
             const MonoMode& mono, std::int64_t window_samples);

  /// Takes up more frames (none at the end, with `last`). pcm is pinned host memory and free again
  /// when this returns.
  void add(Stream& stream, const void* pcm, std::int64_t frames, bool last);
  /// Samples before `first` are not needed any more.
  void drop_before(Stream& stream, std::int64_t first);

  std::int64_t first() const { return first_; }
  std::int64_t end() const { return end_; }
  /// Sample k, first() <= k < end(); device memory.
  const float* at(std::int64_t k) const { return waves_[turn_].floats() + (k - first_); }

 private:
  Backend& backend_;
  AudioInfo info_;
  int rate_;
  std::int64_t context_;  // frames the filter reaches to either side
  std::int64_t row_;      // the most samples a block makes
  std::unique_ptr<Resample> resample_;
  std::unique_ptr<Event> uploaded_;
  std::size_t frame_bytes_;
  Buffer pcm_[2], waves_[2];  // what is kept moves to the other one
  int pcm_turn_ = 0, turn_ = 0;
  std::int64_t held_first_ = 0, held_end_ = 0;  // frames in pcm_
  std::int64_t first_ = 0, end_ = 0;
};

}  // namespace canopy
