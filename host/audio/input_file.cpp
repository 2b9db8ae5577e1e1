#include "audio/input_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/error.h"

namespace canopy {
namespace {

constexpr std::size_t buffer_bytes = 64 * 1024;

}  // namespace

InputFile::InputFile(const std::string& path) : path_(path) {
  const auto require_regular_file = [&](const struct stat& about) {
    if (S_ISDIR(about.st_mode)) fail("is a folder, not an audio file");
    if (!S_ISREG(about.st_mode)) fail("is a pipe or a device, not a regular file");
    if (about.st_size == 0) fail("the file is empty");
  };
  if (path.find('\0') != std::string::npos) {
    path_ = path.c_str();  // the part that a message can show
    fail("the path holds a zero byte");
  }
  struct stat about {};
  if (::stat(path.c_str(), &about) != 0)
    fail(errno == ENOENT ? "no such file" : std::string("cannot be read: ") + std::strerror(errno));
  require_regular_file(about);
  // if a pipe replaces the file at this very moment, O_NONBLOCK keeps open() from blocking
  file_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file_ < 0) fail(std::string("cannot be read: ") + std::strerror(errno));
  try {
    if (::fstat(file_, &about) != 0) fail(std::string("cannot be read: ") + std::strerror(errno));
    require_regular_file(about);
  } catch (...) {
    ::close(file_);
    throw;
  }
  size_ = about.st_size;
}

InputFile::~InputFile() {
  ::close(file_);
}

void InputFile::fail(const std::string& what) const {
  throw Error(ErrorKind::data, path_ + ": " + what);
}

std::size_t InputFile::read_from_disk(std::int64_t offset, void* to, std::size_t bytes) const {
  std::size_t done = 0;
  while (done < bytes) {
    const ssize_t got = ::pread(file_, static_cast<char*>(to) + done, bytes - done,
                                offset + static_cast<std::int64_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(std::string("cannot be read: ") + std::strerror(errno));
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

std::size_t InputFile::read(std::int64_t offset, void* to, std::size_t bytes) {
  if (offset < 0 || offset >= size_) return 0;
  bytes = static_cast<std::size_t>(
      std::min<std::int64_t>(size_ - offset, static_cast<std::int64_t>(bytes)));
  std::size_t done = 0;
  while (done < bytes) {
    const std::int64_t at = offset + static_cast<std::int64_t>(done);
    const std::int64_t inside = at - buffer_start_;
    if (inside >= 0 && inside < static_cast<std::int64_t>(buffer_.size())) {
      const std::size_t part =
          std::min(bytes - done, buffer_.size() - static_cast<std::size_t>(inside));
      std::memcpy(static_cast<char*>(to) + done, buffer_.data() + inside, part);
      done += part;
    } else if (bytes - done >= buffer_bytes) {
      return done + read_from_disk(at, static_cast<char*>(to) + done, bytes - done);
    } else {
      buffer_.resize(buffer_bytes);
      buffer_start_ = at;
      buffer_.resize(read_from_disk(at, buffer_.data(), buffer_bytes));
      if (buffer_.empty()) return done;  // the file was truncated after it was opened
    }
  }
  return done;
}

}  // namespace canopy
