// A regular file with random access. Anything else (a pipe, a device, a folder) is refused before
// it is opened, because opening a pipe may block for ever.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace canopy {

class InputFile {
 public:
  /// Throws Error(data) if the file cannot be opened, is not a regular file or is empty.
  explicit InputFile(const std::string& path);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  const std::string& path() const { return path_; }
  std::int64_t size() const { return size_; }
  /// Reads `bytes` at `offset`, fewer only at the end of the file. Throws Error(data) if the disk
  /// fails.
  std::size_t read(std::int64_t offset, void* to, std::size_t bytes);
  /// Throws Error(data): "path: what".
  [[noreturn]] void fail(const std::string& what) const;

 private:
  std::size_t read_from_disk(std::int64_t offset, void* to, std::size_t bytes) const;

  std::string path_;
  int file_ = -1;
  std::int64_t size_ = 0;
  std::vector<char> buffer_;  // codecs read a few bytes at a time
  std::int64_t buffer_start_ = 0;
};

}  // namespace canopy
