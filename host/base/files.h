// Files that are complete or do not exist at all.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace canopy {

/// Writes to a temporary file next to `path`, syncs it, renames it to `path` and syncs the folder,
/// so that a reader sees either the old file or the new one. Throws Error(disk).
class AtomicFile {
 public:
  explicit AtomicFile(const std::string& path);
  ~AtomicFile();  // removes the temporary file if commit() was not reached
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  void write(const void* data, std::size_t bytes);
  void write(std::string_view text) { write(text.data(), text.size()); }
  void commit();

 private:
  std::string path_, temporary_;
  int file_ = -1;
};

/// Writes a whole file with AtomicFile.
void write_file(const std::string& path, std::string_view text);
/// Appends text (a line) to a file and flushes it to the kernel. Throws Error(disk).
void append_file(const std::string& path, std::string_view text);
/// The contents of a file. Throws Error(data) with the path if it cannot be read.
std::string read_file(const std::string& path);
/// Makes a folder and its parents. Throws Error(disk).
void make_folders(const std::string& path);

/// "a2" before "a10", case-sensitive otherwise.
bool natural_less(std::string_view a, std::string_view b);

}  // namespace canopy
