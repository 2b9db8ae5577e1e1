#include "audio/codec.h"

#include <algorithm>

namespace canopy {
namespace {

/// Whether libsndfile took the file for what its first bytes say.
bool agrees(int format, Container container) {
  switch (format & SF_FORMAT_TYPEMASK) {
    case SF_FORMAT_WAV:
    case SF_FORMAT_WAVEX:
      return container == Container::wav;
    case SF_FORMAT_RF64:
      return container == Container::rf64;
    case SF_FORMAT_W64:
      return container == Container::w64;
    case SF_FORMAT_AIFF:
      return container == Container::aiff;
    case SF_FORMAT_CAF:
      return container == Container::caf;
    case SF_FORMAT_FLAC:
      return container == Container::flac || container == Container::ogg;
    case SF_FORMAT_OGG:
      return container == Container::ogg;
    case SF_FORMAT_MPEG:
      return container == Container::mpeg;
    default:
      return false;
  }
}

}  // namespace

SF_VIRTUAL_IO Codec::callbacks() {
  SF_VIRTUAL_IO io{};
  io.get_filelen = [](void* user) -> sf_count_t {
    const Codec& codec = *static_cast<Codec*>(user);
    return codec.file_.size() - codec.start_;
  };
  io.seek = [](sf_count_t offset, int whence, void* user) -> sf_count_t {
    Codec& codec = *static_cast<Codec*>(user);
    sf_count_t base = 0;
    if (whence == SEEK_CUR) base = codec.position_;
    if (whence == SEEK_END) base = codec.file_.size() - codec.start_;
    sf_count_t target = 0;
    if (__builtin_add_overflow(base, offset, &target) || target < 0) return -1;
    codec.position_ = target;
    return target;
  };
  io.read = [](void* to, sf_count_t bytes, void* user) -> sf_count_t {
    Codec& codec = *static_cast<Codec*>(user);
    if (bytes <= 0 || codec.disk_failure_) return 0;
    try {
      const auto got = static_cast<sf_count_t>(
          codec.file_.read(codec.start_ + codec.position_, to, static_cast<std::size_t>(bytes)));
      codec.position_ += got;
      return got;
    } catch (...) {
      codec.disk_failure_ = std::current_exception();
      return 0;
    }
  };
  io.write = [](const void*, sf_count_t, void*) -> sf_count_t { return 0; };
  io.tell = [](void* user) -> sf_count_t { return static_cast<Codec*>(user)->position_; };
  return io;
}

Codec::Codec(InputFile& file, ContainerStart start)
    : file_(file), start_(start.offset), handle_(nullptr, sf_close) {
  SF_VIRTUAL_IO io = callbacks();
  handle_.reset(sf_open_virtual(&io, SFM_READ, &info_, this));
  if (disk_failure_) std::rethrow_exception(disk_failure_);
  const std::string name = container_name(start.container);
  if (!handle_) file.fail("damaged or unusual " + name + ": " + sf_strerror(nullptr));
  if (!agrees(info_.format, start.container)) file.fail("is not a " + name + " file throughout");
}

std::int64_t Codec::read(std::int16_t* to, std::int64_t frames) {
  return std::max<std::int64_t>(0, sf_readf_short(handle_.get(), to, frames));
}

std::int64_t Codec::read(float* to, std::int64_t frames) {
  return std::max<std::int64_t>(0, sf_readf_float(handle_.get(), to, frames));
}

std::string Codec::error() const {
  if (disk_failure_) std::rethrow_exception(disk_failure_);
  return sf_error(handle_.get()) == SF_ERR_NO_ERROR ? "" : sf_strerror(handle_.get());
}

}  // namespace canopy
