// The length of an MP3 file, found by counting its frames.
#include <fmt/format.h>

#include "audio/inspection.h"
#include "audio/mpeg_stream.h"

namespace canopy {
namespace {

constexpr std::int64_t delay_frames = 2;  // the delays of the encoder and the decoder

}  // namespace

void inspect_mpeg(InputFile& file, Inspection& seen) {
  const MpegStream stream = measure_mpeg_stream(file, seen.offset);
  if (stream.cut())
    seen.frames = stream.declared() * stream.first.samples;
  else
    seen.tolerance = delay_frames * stream.first.samples;
  if (stream.junk > 0)
    seen.damage = fmt::format("{} bytes between its frames are not MP3", stream.junk);
  if (stream.first.layer != 3 || stream.present == 0) return;  // only layer 3 has Xing headers
  seen.front = xing_frame(file, stream);
  seen.offset = stream.sound;
}

}  // namespace canopy
