// The supported encodings: one line each in the table in encodings.cpp.
#pragma once

#include <cstdint>
#include <optional>

#include "audio/container.h"
#include "base/sample_format.h"

namespace canopy {

struct Encoding {
  SampleFormat format = SampleFormat::pcm16;  // what it is decoded to
  std::int64_t sample_bytes = 0;              // per sample in the file; 0 if samples vary in size
};

/// Nothing if the encoding is not supported, or not in this container; `subtype` is libsndfile's.
std::optional<Encoding> find_encoding(int subtype, Container container);

}  // namespace canopy
