// libsndfile, reading from an InputFile.
#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <string>

#include <sndfile.h>

#include "audio/input_file.h"
#include "audio/inspection.h"

namespace canopy {

/// A file opened by libsndfile without its name, which libsndfile would guess from. libsndfile
/// reads the bytes of seen.front and then the file from seen.offset on.
class Codec {
 public:
  /// Throws Error(data) if libsndfile refuses the file or opens it as another format.
  Codec(InputFile& file, const Inspection& seen);
  Codec(const Codec&) = delete;
  Codec& operator=(const Codec&) = delete;

  const SF_INFO& info() const { return info_; }
  int subtype() const { return info_.format & SF_FORMAT_SUBMASK; }
  /// Returns the number of interleaved frames read: fewer than requested at the end or at an error.
  std::int64_t read(std::int16_t* to, std::int64_t frames);
  std::int64_t read(float* to, std::int64_t frames);
  /// Seeks to a frame; only for encodings that can seek exactly. If it returns false, nothing more
  /// can be read.
  bool seek(std::int64_t frame);
  /// What went wrong in the last read; empty if nothing did.
  std::string error() const;

 private:
  static SF_VIRTUAL_IO callbacks();
  std::int64_t size() const;
  std::int64_t read_bytes(char* to, std::int64_t bytes);

  InputFile& file_;
  std::int64_t start_;
  std::string front_;
  std::int64_t position_ = 0;        // in the file as libsndfile sees it
  std::exception_ptr disk_failure_;  // kept here: must not propagate through libsndfile's C code
  SF_INFO info_{};
  std::unique_ptr<SNDFILE, int (*)(SNDFILE*)> handle_;
};

}  // namespace canopy
