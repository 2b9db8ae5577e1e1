// A sound file written block by block.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "audio/decoder.h"

namespace canopy {

/// ".flac", or ".wav" for what FLAC cannot hold (more than 8 channels, a rate above 655,350 Hz).
const char* sound_extension(const AudioInfo& info);

/// Writes sound of the rate, channels and sample format of `info`: 16 bits as they are, float
/// samples as 24-bit FLAC (what is beyond full scale is clipped) or as float WAV. Nothing is at
/// `path` until commit(). Throws Error(disk).
class SoundWriter {
 public:
  SoundWriter(const std::string& path, const AudioInfo& info);
  ~SoundWriter();  // what was not committed is removed
  SoundWriter(SoundWriter&&) noexcept;
  SoundWriter& operator=(SoundWriter&&) = delete;

  /// Interleaved frames in info.format.
  void write(const void* pcm, std::int64_t frames);
  void commit();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace canopy
