// Sound files of every kind the decoder reads, written by libsndfile, and ways to damage them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "audio/decoder.h"

namespace canopy::test {

/// A file to write: its name and libsndfile's format.
struct Kind {
  const char* name;
  int format;
  int rate = 48000;
  int channels = 2;
};

/// Every supported container and encoding that libsndfile can write.
const std::vector<Kind>& lossless_kinds();
const std::vector<Kind>& lossy_kinds();

/// A rising tone with noise, different in each channel; interleaved 32-bit samples.
std::vector<std::int32_t> make_sound(std::int64_t frames, int channels);

/// Writes `sound`, truncated to the encoding's bits (not rounded). Returns the path.
std::string write_sound(const std::string& path, const Kind& kind,
                        const std::vector<std::int32_t>& sound);

/// A file read to its end in blocks.
struct Decoded {
  AudioInfo info;
  std::vector<float> samples;  // interleaved; 1.0 is full scale
  std::string error;           // empty: none; `samples` are those before it
};

Decoded decode(const std::string& path, std::int64_t block_frames = 4096);

/// `sound` as decoded from a file of `bits` bits.
std::vector<float> as_floats(const std::vector<std::int32_t>& sound, int bits);

/// The correlation of two sounds, from -1 to 1, over the length of the shorter one.
double correlation(const std::vector<float>& a, const std::vector<float>& b);

void write_bytes(const std::string& path, const std::string& bytes);
std::string with_bytes(std::string text, std::size_t at, const std::string& bytes);
std::string little_endian(std::uint64_t value, int bytes);

}  // namespace canopy::test
