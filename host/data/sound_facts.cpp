#include "data/sound_facts.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdio>
#include <cstring>

namespace canopy {
namespace {

constexpr int clipped_run = 3;  // a sound brought to full scale touches it, but does not stay
constexpr double silence_db = -200;

}  // namespace

std::string hash_text(const SoundHash& hash) {
  char text[33];
  std::snprintf(text, sizeof text, "%016llx%016llx", static_cast<unsigned long long>(hash[0]),
                static_cast<unsigned long long>(hash[1]));
  return text;
}

// Each step is a bijection of either lane, so that a difference never dies; the lanes turn and
// multiply differently, so that two sounds agree in both by chance once in 2^128.
void RunningHash::mix(std::uint64_t word) {
  lanes_[0] = std::rotl((lanes_[0] ^ word) * 0x9E3779B97F4A7C15ull, 29);
  lanes_[1] = std::rotl((lanes_[1] + word) * 0xD6E8FEB86659FD93ull, 37) + 1;
}

void RunningHash::add(const void* data, std::size_t bytes) {
  const auto* from = static_cast<const unsigned char*>(data);
  const auto* const end = from + bytes;
  while (from != end) {
    const std::size_t at = bytes_ % 8;
    const std::size_t taken = std::min<std::size_t>(8 - at, static_cast<std::size_t>(end - from));
    std::copy_n(from, taken, rest_.begin() + static_cast<std::ptrdiff_t>(at));
    from += taken;
    bytes_ += taken;
    if (bytes_ % 8 != 0) continue;
    std::uint64_t word;
    std::memcpy(&word, rest_.data(), 8);
    mix(word);
  }
}

SoundHash RunningHash::value() const {
  RunningHash last = *this;
  std::uint64_t word = 0;
  std::memcpy(&word, rest_.data(), bytes_ % 8);
  last.mix(word);
  last.mix(bytes_);
  last.mix(0);
  return last.lanes_;
}

SoundMeter::SoundMeter(const AudioInfo& info)
    : info_(info), bandwidth_(info.rate), runs_(static_cast<std::size_t>(info.channels)) {
  const std::int64_t kind[] = {info.rate, info.channels, info.format == PcmFormat::pcm16};
  hash_.add(kind, sizeof kind);
}

template <class Sample>
void SoundMeter::measure(const Sample* samples, std::int64_t frames, float scale, float limit) {
  const int channels = info_.channels;
  for (std::int64_t f = 0; f < frames; ++f) {
    const Sample* frame = samples + f * channels;
    for (int c = 0; c < channels; ++c) {
      const float value = static_cast<float>(frame[c]) * scale;
      energy_ += static_cast<double>(value) * value;
      int& run = runs_[static_cast<std::size_t>(c)];
      // a run goes on only on its own side; its sign is that of the samples
      run = value >= limit ? std::max(run, 0) + 1 : value <= -limit ? std::min(run, 0) - 1 : 0;
      const int length = std::abs(run);
      if (length >= clipped_run) clipped_ += length == clipped_run ? clipped_run : 1;
    }
    bandwidth_.add(static_cast<float>(frame[0]) * scale,
                   channels > 1 ? static_cast<float>(frame[1]) * scale : 0);
  }
}

void SoundMeter::add(const void* pcm, std::int64_t frames) {
  const bool pcm16 = info_.format == PcmFormat::pcm16;
  hash_.add(pcm, static_cast<std::size_t>(frames * info_.channels) *
                     (pcm16 ? sizeof(std::int16_t) : sizeof(float)));
  constexpr float full = 32767 / 32768.0f;
  if (pcm16)
    measure(static_cast<const std::int16_t*>(pcm), frames, 1 / 32768.0f, full);
  else
    measure(static_cast<const float*>(pcm), frames, 1, full);
  frames_ += frames;
}

SoundFacts SoundMeter::facts() {
  SoundFacts facts;
  facts.rate = info_.rate;
  facts.channels = info_.channels;
  facts.frames = frames_;
  const double samples = static_cast<double>(frames_) * info_.channels;
  const double power = samples > 0 ? energy_ / samples : 0;
  facts.rms_db = power > 0 ? std::max(silence_db, 10 * std::log10(power)) : silence_db;
  facts.clipped = samples > 0 ? static_cast<double>(clipped_) / samples : 0;
  facts.bandwidth_hz = bandwidth_.hz();
  facts.hash = hash_.value();
  return facts;
}

}  // namespace canopy
