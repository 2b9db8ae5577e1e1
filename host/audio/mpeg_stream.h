// How many frames an MP3 file holds, and how many its Xing header declares: that is the only length
// in it. Without one libsndfile guesses from the first frame, and drops what is longer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "audio/input_file.h"
#include "audio/mpeg_frame.h"

namespace canopy {

/// The header that LAME and others put into a first frame without sound.
struct XingHeader {
  std::int64_t offset = 0;  // of its first letter
  bool has_frames = false, has_bytes = false;
  std::int64_t frames = 0;  // of sound, if has_frames
};

struct MpegStream {
  std::int64_t start = 0;  // offset of `first`
  MpegFrame first;
  std::optional<XingHeader> xing;  // in `first`
  std::int64_t sound = 0;          // offset of the first frame of sound
  std::int64_t present = 0;        // whole frames of sound in the file
  bool last_is_cut = false;        // one more starts behind them
  std::int64_t junk = 0;           // bytes between frames that are no frames

  std::int64_t declared() const { return xing && xing->has_frames ? xing->frames : -1; }
  /// Frames lack that were declared. Some encoders count the Xing header's frame as well.
  bool cut() const { return declared() > present + (last_is_cut ? 0 : 1); }
  /// The length is declared, and right.
  bool as_declared() const { return declared() >= 0 && !cut() && present <= declared() + 1; }
};

/// Walks over all frames from the one at `start` on.
MpegStream measure_mpeg_stream(InputFile& file, std::int64_t start);

/// A frame to stand before the sound instead of the file's own Xing header, or lack of one: it
/// declares what is present. A right one is kept, for the encoder's delay that it knows.
std::string xing_frame(InputFile& file, const MpegStream& stream);

}  // namespace canopy
