// The frames of an MPEG audio stream (layers 1, 2 and 3; layer 3 is MP3), found by their headers.
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
  int samples = 0;   // per channel
  int bytes = 0;     // header included
};

/// Whether two frames may belong to one stream: only channels and bit rate may change within it.
bool same_mpeg_stream(const MpegFrame& a, const MpegFrame& b);

/// Nothing if this is not a frame header. The free format (no bit rate in the header) is not
/// supported and gives nothing either.
std::optional<MpegFrame> parse_mpeg_header(const MpegHeader& head);

/// The frame at `offset`.
std::optional<MpegFrame> read_mpeg_frame(InputFile& file, std::int64_t offset);

/// The frame at `offset`, if it is followed by a frame of the same stream or by the end of the
/// file.
std::optional<MpegFrame> confirmed_mpeg_frame(InputFile& file, std::int64_t offset);

/// Where the first frame of a stream starts: at `offset`, after zeros, or after the rest of a frame
/// that was cut.
std::optional<std::int64_t> find_mpeg_stream(InputFile& file, std::int64_t offset);

}  // namespace canopy
