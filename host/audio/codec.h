// libsndfile on top of an InputFile.
#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <string>

#include <sndfile.h>

#include "audio/input_file.h"
#include "audio/inspection.h"

namespace canopy {

/// A file opened by libsndfile, which sees it under no name and without what stands before
/// seen.offset, but with the bytes of seen.front there.
class Codec {
 public:
  /// Throws Error(data) when libsndfile refuses the file, or opens it as something else.
  Codec(InputFile& file, const Inspection& seen);
  Codec(const Codec&) = delete;
  Codec& operator=(const Codec&) = delete;

  const SF_INFO& info() const { return info_; }
  int subtype() const { return info_.format & SF_FORMAT_SUBMASK; }
  /// Interleaved frames read; fewer than asked for at the end or at an error.
  std::int64_t read(std::int16_t* to, std::int64_t frames);
  std::int64_t read(float* to, std::int64_t frames);
  /// Goes to a frame, where the encoding allows it exactly; false when that failed, after which
  /// nothing more can be read.
  bool seek(std::int64_t frame);
  /// What went wrong in the last read; empty when nothing did.
  std::string error() const;

 private:
  static SF_VIRTUAL_IO callbacks();
  std::int64_t size() const;
  std::int64_t read_bytes(char* to, std::int64_t bytes);

  InputFile& file_;
  std::int64_t start_;
  std::string front_;
  std::int64_t position_ = 0;        // in what libsndfile sees
  std::exception_ptr disk_failure_;  // must not travel through libsndfile's frames
  SF_INFO info_{};
  std::unique_ptr<SNDFILE, int (*)(SNDFILE*)> handle_;
};

}  // namespace canopy
