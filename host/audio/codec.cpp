#include "audio/codec.h"

#include <algorithm>

#include <fmt/format.h>

namespace canopy {
namespace {

constexpr sf_count_t max_position = sf_count_t{1} << 60;  // a damaged header may point anywhere

/// Whether libsndfile recognised the same format as the file's first bytes show.
bool agrees(int format, Container container) {
  switch (format & SF_FORMAT_TYPEMASK) {
    case SF_FORMAT_WAV:
    case SF_FORMAT_WAVEX:
      return container == Container::wav;
    case SF_FORMAT_RF64:
      return container == Container::rf64 || container == Container::wav;  // see rf64_header
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

/// libsndfile's message, to be part of a line: "Error : lost sync." becomes "lost sync".
std::string plain(std::string text) {
  if (text.starts_with("Error : ")) text.erase(0, 8);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

}  // namespace

std::int64_t Codec::size() const {
  return static_cast<std::int64_t>(front_.size()) + file_.size() - start_;
}

std::int64_t Codec::read_bytes(char* to, std::int64_t bytes) {
  if (bytes <= 0 || disk_failure_) return 0;
  try {
    const auto front = static_cast<std::int64_t>(front_.size());
    std::int64_t done = 0;
    if (position_ < front) {
      done = std::min(bytes, front - position_);
      std::copy_n(front_.data() + position_, done, to);
    }
    if (done < bytes)
      done += static_cast<std::int64_t>(file_.read(start_ + position_ + done - front, to + done,
                                                   static_cast<std::size_t>(bytes - done)));
    position_ += done;
    return done;
  } catch (...) {
    disk_failure_ = std::current_exception();
    return 0;
  }
}

SF_VIRTUAL_IO Codec::callbacks() {
  SF_VIRTUAL_IO io{};
  io.get_filelen = [](void* user) -> sf_count_t { return static_cast<Codec*>(user)->size(); };
  io.seek = [](sf_count_t offset, int whence, void* user) -> sf_count_t {
    Codec& codec = *static_cast<Codec*>(user);
    sf_count_t base = 0;
    if (whence == SEEK_CUR) base = codec.position_;
    if (whence == SEEK_END) base = codec.size();
    if (offset < -base || offset > max_position - base) return -1;
    return codec.position_ = base + offset;
  };
  io.read = [](void* to, sf_count_t bytes, void* user) -> sf_count_t {
    return static_cast<Codec*>(user)->read_bytes(static_cast<char*>(to), bytes);
  };
  io.write = [](const void*, sf_count_t, void*) -> sf_count_t { return 0; };
  io.tell = [](void* user) -> sf_count_t { return static_cast<Codec*>(user)->position_; };
  return io;
}

Codec::Codec(InputFile& file, const Inspection& seen)
    : file_(file), start_(seen.offset), front_(seen.front), handle_(nullptr, sf_close) {
  SF_VIRTUAL_IO io = callbacks();
  handle_.reset(sf_open_virtual(&io, SFM_READ, &info_, this));
  if (disk_failure_) std::rethrow_exception(disk_failure_);
  const std::string name = container_name(seen.container);
  if (!handle_ && !seen.damage.empty()) file.fail("damaged: " + seen.damage);
  if (!handle_ && seen.container == Container::mpeg) file.fail("damaged: no MP3 frame is usable");
  // libsndfile keeps one message for the whole process: another thread may have cleared it
  if (!handle_)
    file.fail(fmt::format("damaged or unusual {}: {}", name, plain(sf_strerror(nullptr))));
  if (!agrees(info_.format, seen.container))
    file.fail(fmt::format("starts like a {} file, but is not one", name));
}

std::int64_t Codec::read(std::int16_t* to, std::int64_t frames) {
  return std::max<std::int64_t>(0, sf_readf_short(handle_.get(), to, frames));
}

std::int64_t Codec::read(float* to, std::int64_t frames) {
  return std::max<std::int64_t>(0, sf_readf_float(handle_.get(), to, frames));
}

bool Codec::seek(std::int64_t frame) {
  return sf_seek(handle_.get(), frame, SEEK_SET) == frame;
}

std::string Codec::error() const {
  if (disk_failure_) std::rethrow_exception(disk_failure_);
  return sf_error(handle_.get()) == SF_ERR_NO_ERROR ? "" : plain(sf_strerror(handle_.get()));
}

}  // namespace canopy
