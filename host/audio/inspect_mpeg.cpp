// The length of an MP3 file, counted.
#include "audio/inspection.h"
#include "audio/mpeg_stream.h"

namespace canopy {
namespace {

constexpr std::int64_t loose_frames = 2;  // the delays of an encoder and of a decoder

}  // namespace

void inspect_mpeg(InputFile& file, Inspection& seen) {
  const MpegStream stream = measure_mpeg_stream(file, seen.offset);
  if (stream.cut())
    seen.frames = stream.declared() * stream.first.samples;
  else
    seen.tolerance = loose_frames * stream.first.samples;
  if (stream.junk > 0)
    seen.damage = std::to_string(stream.junk) + " bytes between its frames are not MP3";
  if (stream.first.layer != 3 || stream.present == 0) return;  // Xing headers are layer 3's
  seen.front = xing_frame(file, stream);
  seen.offset = stream.sound;
}

}  // namespace canopy
