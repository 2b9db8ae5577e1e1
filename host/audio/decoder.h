// Reads an audio file in blocks through libsndfile; anything suspicious is reported as an error.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/sample_format.h"

namespace canopy {

/// What the header of the file declares.
struct AudioInfo {
  int rate = 0;              // Hz, 1000..768000
  int channels = 0;          // 1..1024
  std::int64_t frames = -1;  // declared; -1 if the header does not say or cannot be trusted
  SampleFormat format = SampleFormat::pcm16;  // pcm16 for files of up to 16 bits, else float32
  std::string container;                      // "WAV", "FLAC", "Ogg", ...
};

/// Why the file has no channel `channel` (counted from 0); "" if it has, or if `channel` is -1.
std::string missing_channel(const AudioInfo& info, int channel);

/// Reads a file from its start. All errors are Error(data), and their messages start with the path:
/// "clips/a.flac: declared 2880000 frames, decoded 1437696".
class Decoder {
 public:
  /// Opens a regular file in an allowed container (WAV, FLAC, Ogg Vorbis/Opus, MP3, AIFF, CAF,
  /// W64, RF64), which is recognised by its first bytes, not by its name.
  explicit Decoder(const std::string& path);
  ~Decoder();
  Decoder(Decoder&&) noexcept;
  Decoder& operator=(Decoder&&) noexcept;

  const AudioInfo& info() const;
  /// Reads up to `frames` interleaved frames in info().format into `to`; fewer only at the end or
  /// before damage, 0 at the end. NaN, Inf, decoding errors and an end before the declared length
  /// are errors: the sound before them is returned first, and the next read throws.
  std::int64_t read(void* to, std::int64_t frames);
  /// Skips forward, at most to the end; throws like read(). In uncompressed files and FLAC it
  /// seeks, without checking the skipped sound. Other files are decoded, because seeking hangs in a
  /// truncated Opus file and is not exact in MP3.
  void skip(std::int64_t frames);
  /// Frames read so far.
  std::int64_t position() const;
  std::size_t frame_bytes() const;  // channels * sample size

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace canopy
