// The frames of an MPEG audio stream (layers 1, 2 and 3, of which 3 is MP3), by their headers.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "audio/input_file.h"

namespace canopy {

using MpegHeader = std::array<unsigned char, 4>;

struct MpegFrame {
  int version = 1;  // 1, 2, or 3 for "2.5"
  int layer = 3;
  int rate = 0;      // Hz
  int channels = 0;  // 1 or 2
  int samples = 0;   // a channel
  int bytes = 0;     // header included
};

/// Frames of one stream have these in common; channels and bit rate may change.
bool same_mpeg_stream(const MpegFrame& a, const MpegFrame& b);

/// Nothing where no frame can start so. The free format (no bit rate in the header) counts as none.
std::optional<MpegFrame> parse_mpeg_header(const MpegHeader& head);

/// The frame at `offset`.
std::optional<MpegFrame> read_mpeg_frame(InputFile& file, std::int64_t offset);

/// The frame at `offset` if a frame of the same stream is right behind it, or the end of the file.
std::optional<MpegFrame> confirmed_mpeg_frame(InputFile& file, std::int64_t offset);

/// Where the first frame of a stream starts, from `offset` on: there, behind zeros, or behind the
/// rest of a frame that was cut.
std::optional<std::int64_t> find_mpeg_stream(InputFile& file, std::int64_t offset);

}  // namespace canopy
