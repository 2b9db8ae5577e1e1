#include "audio/decoder.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "audio/codec.h"
#include "audio/encodings.h"
#include "audio/input_file.h"
#include "audio/inspection.h"

namespace canopy {
namespace {

constexpr int most_channels = 1024;
constexpr int lowest_rate = 1000, highest_rate = 768000;  // Hz, what the resampler takes
constexpr std::int64_t skip_frames = 4096;
constexpr std::int64_t seek_from = 32768;                      // frames; fewer are decoded as fast
constexpr std::int64_t largest_count = std::int64_t{1} << 60;  // more says that nothing is known

}  // namespace

std::string missing_channel(const AudioInfo& info, int channel) {
  if (channel < info.channels) return "";
  return "has " + std::to_string(info.channels) + (info.channels == 1 ? " channel" : " channels") +
         ", and channel " + std::to_string(channel) + " (counted from 0) is asked for";
}

struct Decoder::State {
  const std::string path;
  InputFile file;
  const Inspection seen;
  Codec codec;
  AudioInfo info;
  std::int64_t position = 0;
  bool ended = false;
  bool exact_seek = false;  // the encoding has it, and the file looks whole
  std::string failure;      // met behind frames that are fine; thrown by the next read

  explicit State(const std::string& opened)
      : path(opened), file(path), seen(inspect(file)), codec(file, seen) {
    const SF_INFO& header = codec.info();
    info.container = container_name(seen.container);
    info.rate = header.samplerate;
    info.channels = header.channels;
    if (info.channels < 1 || info.channels > most_channels)
      file.fail("has " + std::to_string(info.channels) + " channels; 1 to 1024 can be read");
    if (info.rate < lowest_rate || info.rate > highest_rate)
      file.fail("has a sample rate of " + std::to_string(info.rate) +
                " Hz; 1000 to 768000 can be read");
    const auto encoding = find_encoding(codec.subtype(), seen.container);
    if (!encoding) file.fail("its encoding cannot be read here; convert it to FLAC or to PCM");
    info.format = encoding->format;
    exact_seek =
        seen.damage.empty() && (encoding->sample_bytes > 0 || seen.container == Container::flac);
    if (header.frames == 0) file.fail("holds no sound: 0 frames");
    info.frames = seen.frames >= 0 ? seen.frames : header.frames;
    if (seen.length_unknown || info.frames > largest_count) info.frames = -1;
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
      failure = "frame " + std::to_string(position + good) +
                (std::isnan(*bad) ? " is not a number (NaN)" : " is infinite");
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
    if (info.frames < 0) return "decoded " + std::to_string(decoded) + " frames";
    return "declared " + std::to_string(info.frames) + " frames, decoded " +
           std::to_string(decoded);
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
  if (frames >= seek_from && now.exact_seek && !now.ended && now.failure.empty() &&
      now.position + frames <= now.info.frames) {
    const std::int64_t target = now.position + frames;
    if (state_->codec.seek(target)) {
      state_->position = target;
      return;
    }
    state_ = std::make_unique<State>(std::string(now.path));  // shorter than declared, say
    frames = target;
  }
  std::vector<char> nowhere(static_cast<std::size_t>(skip_frames) * frame_bytes());
  while (frames > 0) {
    const std::int64_t got = read(nowhere.data(), std::min(frames, skip_frames));
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
