#include "audio/decoder.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "audio/codec.h"
#include "audio/encodings.h"
#include "audio/input_file.h"
#include "audio/inspection.h"
#include "base/counted.h"

namespace canopy {
namespace {

constexpr int max_channels = 1024;
constexpr int min_rate = 1000, max_rate = 768000;  // Hz, limits of the resampler
constexpr std::int64_t skip_frames = 4096;
constexpr std::int64_t min_seek = 32768;  // frames; decoding fewer is as fast as seeking
constexpr std::int64_t max_frames = std::int64_t{1} << 60;  // a larger count means "unknown"

}  // namespace

std::string missing_channel(const AudioInfo& info, int channel) {
  if (channel < info.channels) return "";
  return fmt::format("has {}, but channel {} (counted from 0) is requested",
                     counted(info.channels, "channel"), channel);
}

struct Decoder::State {
  const std::string path;
  InputFile file;
  const Inspection seen;
  Codec codec;
  AudioInfo info;
  std::int64_t position = 0;
  bool ended = false;
  bool exact_seek = false;  // the encoding allows it, and the file looks complete
  std::string failure;      // found after valid frames; thrown by the next read

  explicit State(const std::string& opened)
      : path(opened), file(path), seen(inspect(file)), codec(file, seen) {
    const SF_INFO& header = codec.info();
    info.container = container_name(seen.container);
    info.rate = header.samplerate;
    info.channels = header.channels;
    if (info.channels < 1 || info.channels > max_channels)
      file.fail(fmt::format("has {} channels; 1 to {} can be read", info.channels, max_channels));
    if (info.rate < min_rate || info.rate > max_rate)
      file.fail(fmt::format("has a sample rate of {} Hz; {} to {} can be read", info.rate, min_rate,
                            max_rate));
    const auto encoding = find_encoding(codec.subtype(), seen.container);
    if (!encoding) file.fail("has an unsupported encoding; convert it to FLAC or PCM");
    info.format = encoding->format;
    exact_seek =
        seen.damage.empty() && (encoding->sample_bytes > 0 || seen.container == Container::flac);
    if (header.frames == 0) file.fail("holds no sound: 0 frames");
    info.frames = seen.frames >= 0 ? seen.frames : header.frames;
    if (seen.length_unknown || info.frames > max_frames) info.frames = -1;
    if (seen.sound_bytes >= 0)
      info.frames = encoding->sample_bytes > 0
                        ? seen.sound_bytes / (info.channels * encoding->sample_bytes)
                        : -1;
  }

  std::int64_t read(void* to, std::int64_t frames) {
    std::int64_t done = 0;
    while (done < frames && failure.empty() && !ended) {
      const std::int64_t got = info.format == SampleFormat::pcm16
                                   ? read_pcm16(static_cast<std::int16_t*>(to), done, frames)
                                   : read_float(static_cast<float*>(to), done, frames);
      done += got;
      position += got;
      if (failure.empty() && got == 0) finish();
    }
    if (done == 0 && !failure.empty()) file.fail(failure);
    return done;
  }

  std::int64_t read_pcm16(std::int16_t* to, std::int64_t done, std::int64_t frames) {
    const std::int64_t got = codec.read(to + done * info.channels, frames - done);
    note_error(got);
    return got;
  }

  std::int64_t read_float(float* to, std::int64_t done, std::int64_t frames) {
    float* const first = to + done * info.channels;
    const std::int64_t got = codec.read(first, frames - done);
    const float* const bad = std::find_if(first, first + got * info.channels,
                                          [](float value) { return !std::isfinite(value); });
    const std::int64_t good = (bad - first) / info.channels;
    if (good < got)
      failure = fmt::format("frame {} is {}", position + good,
                            std::isnan(*bad) ? "not a number (NaN)" : "infinite");
    else
      note_error(got);
    return good;
  }

  void note_error(std::int64_t got) {
    const std::string error = codec.error();
    if (error.empty()) return;
    ended = true;
    failure = lengths(position + got) + ": " + error;
  }

  void finish() {
    ended = true;
    if (info.frames >= 0 && position < info.frames - seen.tolerance)
      failure = lengths(position);
    else if (!seen.damage.empty())
      failure = lengths(position) + ": " + seen.damage;
    else if (position == 0)
      failure = "holds no sound: 0 frames";
  }

  std::string lengths(std::int64_t decoded) const {
    if (info.frames < 0) return fmt::format("decoded {} frames", decoded);
    return fmt::format("declared {} frames, decoded {}", info.frames, decoded);
  }
};

Decoder::Decoder(const std::string& path) : state_(new State(path)) {}
Decoder::~Decoder() = default;
Decoder::Decoder(Decoder&&) noexcept = default;
Decoder& Decoder::operator=(Decoder&&) noexcept = default;

const AudioInfo& Decoder::info() const {
  return state_->info;
}

std::int64_t Decoder::read(void* to, std::int64_t frames) {
  return state_->read(to, frames);
}

void Decoder::skip(std::int64_t frames) {
  const State& now = *state_;
  if (frames >= min_seek && now.exact_seek && !now.ended && now.failure.empty() &&
      now.position + frames <= now.info.frames) {
    const std::int64_t target = now.position + frames;
    if (state_->codec.seek(target)) {
      state_->position = target;
      return;
    }
    // the file may be shorter than declared: open it again and decode up to the target
    state_ = std::make_unique<State>(std::string(now.path));
    frames = target;
  }
  std::vector<char> discarded(static_cast<std::size_t>(skip_frames) * frame_bytes());
  while (frames > 0) {
    const std::int64_t got = read(discarded.data(), std::min(frames, skip_frames));
    if (got == 0) return;
    frames -= got;
  }
}

std::int64_t Decoder::position() const {
  return state_->position;
}

std::size_t Decoder::frame_bytes() const {
  return static_cast<std::size_t>(state_->info.channels) * sample_bytes(state_->info.format);
}

}  // namespace canopy
