// Writes a sound file block by block.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "audio/decoder.h"

namespace canopy {

/// ".flac", or ".wav" if FLAC cannot store it (more than 8 channels, or a rate above 655,350 Hz).
const char* sound_extension(const AudioInfo& info);

/// Writes sound with the rate, channels and sample format of `info`. 16-bit samples are written
/// unchanged, float samples as 24-bit FLAC (clipped at full scale) or as float WAV. The file
/// appears at `path` only with commit(). Throws Error(disk).
class SoundWriter {
 public:
  SoundWriter(const std::string& path, const AudioInfo& info);
  ~SoundWriter();  // removes the temporary file if commit() was not reached
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
