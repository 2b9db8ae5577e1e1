// The encodings that are read: one line each in the table of encodings.cpp.
#pragma once

#include <cstdint>
#include <optional>

#include "audio/container.h"
#include "audio/decoder.h"

namespace canopy {

struct Encoding {
  SampleFormat format = SampleFormat::pcm16;  // what it is decoded to
  std::int64_t sample_bytes = 0;              // in the file; 0 where samples are not all as long
};

/// Nothing for an encoding that is not read, or not in this container; `subtype` is libsndfile's.
std::optional<Encoding> find_encoding(int subtype, Container container);

}  // namespace canopy
