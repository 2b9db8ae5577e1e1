// libsndfile on top of an InputFile.
#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <string>

#include <sndfile.h>

#include "audio/container.h"
#include "audio/input_file.h"

namespace canopy {

/// A file opened by libsndfile, which sees it from its container's first byte on and under no name.
class Codec {
 public:
  /// Throws Error(data) when libsndfile refuses the file, or opens it as something else.
  Codec(InputFile& file, ContainerStart start);
  Codec(const Codec&) = delete;
  Codec& operator=(const Codec&) = delete;

  const SF_INFO& info() const { return info_; }
  int subtype() const { return info_.format & SF_FORMAT_SUBMASK; }
  /// Interleaved frames read; fewer than asked for at the end or at an error.
  std::int64_t read(std::int16_t* to, std::int64_t frames);
  std::int64_t read(float* to, std::int64_t frames);
  /// What went wrong in the last read; empty when nothing did.
  std::string error() const;

 private:
  static SF_VIRTUAL_IO callbacks();

  InputFile& file_;
  std::int64_t start_;
  std::int64_t position_ = 0;        // in the file, from start_
  std::exception_ptr disk_failure_;  // must not travel through libsndfile's frames
  SF_INFO info_{};
  std::unique_ptr<SNDFILE, int (*)(SNDFILE*)> handle_;
};

}  // namespace canopy
