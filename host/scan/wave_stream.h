// The sound of one recording on the device, resampled block by block. The result has the same bits
// as if the whole recording were resampled at once.
#pragma once

#include <cstdint>
#include <memory>

#include "audio/decoder.h"
#include "config/config.h"
#include "ops/backend.h"
#include "ops/resample.h"

namespace canopy {

/// Holds the samples [first, end) of the recording at the model's rate. Earlier samples were
/// dropped; later ones are still to come.
class WaveStream {
 public:
  /// For blocks of at most `block_frames` frames in the format of `info`.
  WaveStream(Backend& backend, const AudioInfo& info, std::int64_t block_frames, int sample_rate,
             const MonoMode& mono, std::int64_t window_samples);

  /// Appends frames; the final call has `last` set and may have none. `pcm` is pinned host memory,
  /// which may be reused when this returns.
  void add(Stream& stream, const void* pcm, std::int64_t frames, bool last);
  /// Drops the samples before `first`.
  void drop_before(Stream& stream, std::int64_t first);

  std::int64_t first() const { return first_; }
  std::int64_t end() const { return end_; }
  /// Sample k, where first() <= k < end(); device memory.
  const float* at(std::int64_t k) const { return waves_[turn_].floats() + (k - first_); }

 private:
  Backend& backend_;
  AudioInfo info_;
  int rate_;
  std::int64_t context_;      // frames that the filter needs on either side
  std::int64_t row_;          // max samples that a block gives
  std::unique_ptr<Resample> resample_;
  std::unique_ptr<Event> uploaded_;
  std::size_t frame_bytes_;
  Buffer pcm_[2], waves_[2];  // used in turn: data to keep is copied to the other one
  int pcm_turn_ = 0, turn_ = 0;
  std::int64_t held_first_ = 0, held_end_ = 0;  // range of frames in pcm_
  std::int64_t first_ = 0, end_ = 0;
};

}  // namespace canopy
