// Counts the frames of an MP3 file and reads how many its Xing header declares, which is the only
// length in the file. Without that header, libsndfile guesses the length from the first frame and
// drops everything beyond it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "audio/input_file.h"
#include "audio/mpeg_frame.h"

namespace canopy {

/// The header that LAME and other encoders put into a first frame without sound.
struct XingHeader {
  std::int64_t offset = 0;  // of its tag
  bool has_frames = false, has_bytes = false;
  std::int64_t frames = 0;  // of sound, if has_frames
};

struct MpegStream {
  std::int64_t start = 0;  // offset of `first`
  MpegFrame first;
  std::optional<XingHeader> xing;  // in `first`
  std::int64_t sound = 0;          // offset of the first frame of sound
  std::int64_t present = 0;        // complete frames of sound in the file
  bool last_is_cut = false;        // an incomplete frame follows them
  std::int64_t junk = 0;           // bytes between frames that are not part of a frame

  std::int64_t declared() const { return xing && xing->has_frames ? xing->frames : -1; }
  /// Whether declared frames are missing. Some encoders also count the frame of the Xing header.
  bool cut() const { return declared() > present + (last_is_cut ? 0 : 1); }
  /// Whether the length is declared and correct.
  bool as_declared() const { return declared() >= 0 && !cut() && present <= declared() + 1; }
};

/// Reads the headers of all frames, beginning with the one at `start`.
MpegStream measure_mpeg_stream(InputFile& file, std::int64_t start);

/// A frame with a Xing header that declares the frames that are present, to be put before the
/// sound. If the file's own header is correct, it is kept, because it also knows the encoder's
/// delay.
std::string xing_frame(InputFile& file, const MpegStream& stream);

}  // namespace canopy
