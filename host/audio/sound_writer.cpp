#include "audio/sound_writer.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fmt/format.h>
#include <sndfile.h>

#include "base/error.h"

namespace canopy {
namespace {

bool fits_flac(const AudioInfo& info) {
  return info.channels <= 8 && info.rate <= 655350;
}

int sndfile_format(const AudioInfo& info) {
  const bool whole = info.format == SampleFormat::pcm16;
  if (fits_flac(info)) return SF_FORMAT_FLAC | (whole ? SF_FORMAT_PCM_16 : SF_FORMAT_PCM_24);
  return SF_FORMAT_WAV | (whole ? SF_FORMAT_PCM_16 : SF_FORMAT_FLOAT);
}

}  // namespace

const char* sound_extension(const AudioInfo& info) {
  return fits_flac(info) ? ".flac" : ".wav";
}

struct SoundWriter::State {
  std::string path, temporary;
  SampleFormat format;
  SNDFILE* file = nullptr;

  [[noreturn]] void fail(const std::string& why) const {
    throw Error(ErrorKind::disk, fmt::format("{}: cannot be written: {}", path, why));
  }
  void close() {
    const int error = file ? sf_close(file) : 0;
    file = nullptr;
    if (error) fail(sf_error_number(error));
  }
};

SoundWriter::SoundWriter(const std::string& path, const AudioInfo& info) : state_(new State) {
  state_->path = path;
  state_->temporary = fmt::format("{}.tmp{}", path, ::getpid());
  state_->format = info.format;
  SF_INFO form{};
  form.samplerate = info.rate;
  form.channels = info.channels;
  form.format = sndfile_format(info);
  state_->file = sf_open(state_->temporary.c_str(), SFM_WRITE, &form);
  if (!state_->file) state_->fail(sf_strerror(nullptr));
  sf_command(state_->file, SFC_SET_CLIPPING, nullptr, SF_TRUE);
}

SoundWriter::SoundWriter(SoundWriter&&) noexcept = default;

SoundWriter::~SoundWriter() {
  if (!state_) return;  // moved from
  if (state_->file) sf_close(state_->file);
  if (!state_->temporary.empty()) ::unlink(state_->temporary.c_str());
}

void SoundWriter::write(const void* pcm, std::int64_t frames) {
  const sf_count_t done =
      state_->format == SampleFormat::pcm16
          ? sf_writef_short(state_->file, static_cast<const short*>(pcm), frames)
          : sf_writef_float(state_->file, static_cast<const float*>(pcm), frames);
  if (done != frames) state_->fail(sf_strerror(state_->file));
}

void SoundWriter::commit() {
  state_->close();
  if (std::rename(state_->temporary.c_str(), state_->path.c_str()) != 0)
    state_->fail(std::strerror(errno));
  state_->temporary.clear();
}

}  // namespace canopy
