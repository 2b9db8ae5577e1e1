// One audio file, read in blocks through libsndfile, with every doubt about it made an error.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/sample_format.h"

namespace canopy {

/// What the file's header declares.
struct AudioInfo {
  int rate = 0;              // Hz
  int channels = 0;          // 1..1024
  std::int64_t frames = -1;  // declared; -1 where the header does not tell or cannot be believed
  SampleFormat format = SampleFormat::pcm16;  // for files of at most 16 bits, else float32
  std::string container;                      // "WAV", "FLAC", "Ogg", ...
};

/// Why the file has no channel of this index (from 0; -1: any will do), or nothing.
std::string missing_channel(const AudioInfo& info, int channel);

/// Reads a file from its start. Errors are Error(data) with a message that starts with the path:
/// "clips/a.flac: declared 2880000 frames, decoded 1437696".
class Decoder {
 public:
  /// Opens a regular file in an allowed container (WAV, FLAC, Ogg Vorbis/Opus, MP3, AIFF, CAF,
  /// W64, RF64), told by its first bytes and not by its name.
  explicit Decoder(const std::string& path);
  ~Decoder();
  Decoder(Decoder&&) noexcept;
  Decoder& operator=(Decoder&&) noexcept;

  const AudioInfo& info() const;
  /// Reads up to `frames` interleaved frames in info().format into `to`; fewer only before the end
  /// or before damage, 0 at the end. NaN, Inf, a decoding error or an end before the declared
  /// length are errors: the sound before them is given out first, the next read throws.
  std::int64_t read(void* to, std::int64_t frames);
  /// Skips forward, to the end at most. Throws as read() does. Plain samples and FLAC are sought
  /// in, without a look at what is skipped; all else is decoded (seeking hangs in a truncated Opus
  /// file and is not exact in MP3).
  void skip(std::int64_t frames);
  /// Frames read so far.
  std::int64_t position() const;
  std::size_t frame_bytes() const;  // channels * sample size

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace canopy
