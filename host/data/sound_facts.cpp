#include "data/sound_facts.h"

#include <algorithm>
#include <cmath>
#include <new>
#include <type_traits>

#include <fmt/format.h>
#include <xxhash.h>

namespace canopy {
namespace {

constexpr int clipped_run = 3;  // samples; a normalised sound only touches full scale
constexpr float full_scale = 32767 / 32768.0f;
constexpr std::int64_t piece_frames = 512;
constexpr double silence_db = -200;

}  // namespace

std::string hash_text(const SoundHash& hash) {
  return fmt::format("{:016x}{:016x}", hash[0], hash[1]);
}

void RunningHash::Free::operator()(XXH3_state_s* state) const {
  XXH3_freeState(state);
}

RunningHash::RunningHash() : state_(XXH3_createState()) {
  if (!state_) throw std::bad_alloc();
  XXH3_128bits_reset(state_.get());
}

void RunningHash::add(const void* data, std::size_t bytes) {
  if (bytes > 0) XXH3_128bits_update(state_.get(), data, bytes);
}

SoundHash RunningHash::value() const {
  const XXH128_hash_t hash = XXH3_128bits_digest(state_.get());
  return {hash.high64, hash.low64};
}

SoundMeter::SoundMeter(const AudioInfo& info)
    : info_(info), bandwidth_(info.rate), runs_(static_cast<std::size_t>(info.channels)) {
  const std::int64_t kind[] = {info.rate, info.channels, info.format == SampleFormat::pcm16};
  hash_.add(kind, sizeof kind);
}

template <class Sample>
void SoundMeter::follow_runs(const Sample* samples, std::int64_t count, Sample limit) {
  for (std::int64_t i = 0; i < count; ++i) {
    int& run = runs_[static_cast<std::size_t>(i % info_.channels)];
    // a run is positive or negative, like its samples; a change of sign starts a new run
    run = samples[i] >= limit    ? std::max(run, 0) + 1
          : samples[i] <= -limit ? std::min(run, 0) - 1
                                 : 0;
    const int length = std::abs(run);
    if (length >= clipped_run) clipped_ += length == clipped_run ? clipped_run : 1;
  }
}

// Works in pieces: following runs is slow, and only done in pieces that reach full scale.
template <class Sample>
void SoundMeter::measure(const Sample* samples, std::int64_t frames, float scale) {
  using Sum = std::conditional_t<std::is_integral_v<Sample>, std::int64_t, double>;
  using Wide = std::conditional_t<std::is_integral_v<Sample>, std::int32_t, double>;
  const auto limit = static_cast<Sample>(full_scale / scale);
  bandwidth_.add(samples, frames, info_.channels, scale);
  const std::int64_t count = frames * info_.channels, piece = piece_frames * info_.channels;
  for (std::int64_t at = 0; at < count; at += piece) {
    const std::int64_t here = std::min(piece, count - at);
    Sum energy = 0;
    int loud = 0;
    for (std::int64_t i = at; i < at + here; ++i) {
      const Wide value = samples[i];
      energy += value * value;
      loud |= (samples[i] >= limit) | (samples[i] <= -limit);
    }
    energy_ += static_cast<double>(energy) * scale * scale;
    if (loud)
      follow_runs(samples + at, here, limit);
    else
      std::fill(runs_.begin(), runs_.end(), 0);
  }
}

void SoundMeter::add(const void* pcm, std::int64_t frames) {
  const bool pcm16 = info_.format == SampleFormat::pcm16;
  hash_.add(pcm, static_cast<std::size_t>(frames * info_.channels) *
                     (pcm16 ? sizeof(std::int16_t) : sizeof(float)));
  if (pcm16)
    measure(static_cast<const std::int16_t*>(pcm), frames, 1 / 32768.0f);
  else
    measure(static_cast<const float*>(pcm), frames, 1);
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
