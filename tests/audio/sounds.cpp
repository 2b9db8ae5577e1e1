#include "audio/sounds.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numbers>
#include <random>
#include <stdexcept>

#include <sndfile.h>

namespace canopy::test {

const std::vector<Kind>& lossless_kinds() {
  static const std::vector<Kind> kinds = {
      {"8.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_U8},
      {"16.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100, 1},
      {"24.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_24, 11025},
      {"32.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_32},
      {"float.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT},
      {"double.wav", SF_FORMAT_WAV | SF_FORMAT_DOUBLE},
      {"wavex 16.wav", SF_FORMAT_WAVEX | SF_FORMAT_PCM_16, 48000, 6},
      {"wavex 24.wav", SF_FORMAT_WAVEX | SF_FORMAT_PCM_24},
      {"wavex float.wav", SF_FORMAT_WAVEX | SF_FORMAT_FLOAT},
      {"big-endian 16.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16 | SF_ENDIAN_BIG},
      {"8.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_S8},
      {"16.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 44100, 1},
      {"24.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_24, 96000},
      {"8 channels.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 48000, 8},
      {"8.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_S8},
      {"16.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16},
      {"24.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_24},
      {"float.aiff", SF_FORMAT_AIFF | SF_FORMAT_FLOAT},
      {"little-endian 16.aifc", SF_FORMAT_AIFF | SF_FORMAT_PCM_16 | SF_ENDIAN_LITTLE},
      {"16.caf", SF_FORMAT_CAF | SF_FORMAT_PCM_16},
      {"24.caf", SF_FORMAT_CAF | SF_FORMAT_PCM_24},
      {"float.caf", SF_FORMAT_CAF | SF_FORMAT_FLOAT},
      {"16.w64", SF_FORMAT_W64 | SF_FORMAT_PCM_16},
      {"32.w64", SF_FORMAT_W64 | SF_FORMAT_PCM_32},
      {"float.w64", SF_FORMAT_W64 | SF_FORMAT_FLOAT},
      {"16.rf64", SF_FORMAT_RF64 | SF_FORMAT_PCM_16},
      {"24.rf64", SF_FORMAT_RF64 | SF_FORMAT_PCM_24},
      {"double.rf64", SF_FORMAT_RF64 | SF_FORMAT_DOUBLE},
  };
  return kinds;
}

const std::vector<Kind>& lossy_kinds() {
  static const std::vector<Kind> kinds = {
      {"vorbis.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 44100, 2},
      {"opus.opus", SF_FORMAT_OGG | SF_FORMAT_OPUS, 48000, 1},
      {"mpeg 1.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 44100, 2},
      {"mpeg 2.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 16000, 1},
      {"mpeg 2.5.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 8000, 1},
      {"u-law.wav", SF_FORMAT_WAV | SF_FORMAT_ULAW, 8000, 1},
      {"a-law.aiff", SF_FORMAT_AIFF | SF_FORMAT_ALAW, 8000, 2},
  };
  return kinds;
}

std::vector<std::int32_t> make_sound(std::int64_t frames, int channels) {
  std::mt19937 bits(static_cast<unsigned>(frames * 31 + channels));
  std::uniform_real_distribution<double> noise(-0.02, 0.02);
  std::vector<std::int32_t> sound;
  for (std::int64_t i = 0; i < frames; ++i)
    for (int c = 0; c < channels; ++c) {
      const double cycles =
          0.004 * static_cast<double>(i) * (1 + 0.2 * c) + 1e-7 * static_cast<double>(i * i);
      const double value = 0.6 * std::sin(2 * std::numbers::pi * cycles) + noise(bits);
      sound.push_back(static_cast<std::int32_t>(value * 2147483647.0));
    }
  return sound;
}

std::string write_sound(const std::string& path, const Kind& kind,
                        const std::vector<std::int32_t>& sound) {
  SF_INFO info{};
  info.samplerate = kind.rate;
  info.channels = kind.channels;
  info.format = kind.format;
  SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
  if (!file) throw std::runtime_error(path + ": " + sf_strerror(nullptr));
  const auto frames = static_cast<sf_count_t>(sound.size()) / kind.channels;
  // in pieces: libsndfile's Vorbis encoder copies a whole write onto the stack
  const int encoding = kind.format & SF_FORMAT_SUBMASK;
  const bool floats = encoding == SF_FORMAT_FLOAT || encoding == SF_FORMAT_DOUBLE;
  std::vector<double> values;  // given integers, libsndfile would write floats of their magnitude
  for (const std::int32_t sample : sound) values.push_back(sample / 2147483648.0);
  for (sf_count_t at = 0; at < frames; at += 1024) {
    const sf_count_t count = std::min<sf_count_t>(1024, frames - at);
    if (floats)
      sf_writef_double(file, values.data() + at * kind.channels, count);
    else
      sf_writef_int(file, sound.data() + at * kind.channels, count);
  }
  sf_close(file);
  return path;
}

Decoded decode(const std::string& path, std::int64_t block_frames) {
  Decoded all;
  try {
    Decoder decoder(path);
    all.info = decoder.info();
    std::vector<char> block(static_cast<std::size_t>(block_frames) * decoder.frame_bytes());
    while (const std::int64_t got = decoder.read(block.data(), block_frames)) {
      const auto samples = static_cast<std::size_t>(got * all.info.channels);
      if (all.info.format == SampleFormat::pcm16) {
        const auto* values = reinterpret_cast<const std::int16_t*>(block.data());
        for (std::size_t i = 0; i < samples; ++i)
          all.samples.push_back(static_cast<float>(values[i]) / 32768.0f);
      } else {
        const auto* values = reinterpret_cast<const float*>(block.data());
        all.samples.insert(all.samples.end(), values, values + samples);
      }
    }
  } catch (const std::exception& error) {
    all.error = error.what();
  }
  return all;
}

std::vector<float> as_floats(const std::vector<std::int32_t>& sound, int bits) {
  std::vector<float> values;
  for (const std::int32_t sample : sound)
    values.push_back(static_cast<float>(sample >> (32 - bits)) /
                     static_cast<float>(std::int64_t{1} << (bits - 1)));
  return values;
}

double correlation(const std::vector<float>& a, const std::vector<float>& b) {
  double ab = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    ab += double{a[i]} * double{b[i]};
    aa += double{a[i]} * double{a[i]};
    bb += double{b[i]} * double{b[i]};
  }
  return ab / std::sqrt(aa * bb);
}

void write_bytes(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string with_bytes(std::string text, std::size_t at, const std::string& bytes) {
  return text.replace(at, bytes.size(), bytes);
}

std::string little_endian(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> 8 * i & 0xFF);
  return text;
}

}  // namespace canopy::test
