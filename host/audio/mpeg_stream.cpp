#include "audio/mpeg_stream.h"

#include <algorithm>
#include <cstring>

#include "audio/container.h"

namespace canopy {
namespace {

constexpr std::int64_t max_junk = 64 * 1024;  // bytes between two frames
constexpr int xing_bytes = 160;               // its tag and all fields that can follow

/// The offset of a Xing header in its frame: after the side information of layer 3.
std::int64_t xing_offset(const MpegFrame& frame) {
  const bool mono = frame.channels == 1;
  return 4 + (frame.version == 1 ? (mono ? 17 : 32) : (mono ? 9 : 17));
}

std::optional<XingHeader> read_xing(InputFile& file, std::int64_t start, const MpegFrame& frame) {
  if (frame.layer != 3) return std::nullopt;
  for (const int checksum : {0, 2}) {
    XingHeader xing;
    xing.offset = start + xing_offset(frame) + checksum;
    std::array<unsigned char, 12> tag{};
    if (file.read(xing.offset, tag.data(), tag.size()) < tag.size()) return std::nullopt;
    if (std::memcmp(tag.data(), "Xing", 4) != 0 && std::memcmp(tag.data(), "Info", 4) != 0)
      continue;
    xing.has_frames = (tag[7] & 1) != 0;
    xing.has_bytes = (tag[7] & 2) != 0;
    xing.frames = std::int64_t{tag[8]} << 24 | tag[9] << 16 | tag[10] << 8 | tag[11];
    return xing;
  }
  return std::nullopt;
}

void put_big_endian(std::string& bytes, std::int64_t at, std::int64_t value) {
  for (int i = 0; i < 4; ++i)
    bytes[static_cast<std::size_t>(at + i)] = static_cast<char>(value >> (24 - 8 * i) & 0xFF);
}

std::string new_xing_frame(InputFile& file, const MpegStream& stream) {
  MpegHeader head{};
  file.read(stream.start, head.data(), head.size());
  head[1] |= 1;  // no checksum
  MpegFrame frame;
  const std::int64_t tag = xing_offset(stream.first);
  for (unsigned bit_rate = 1; bit_rate < 15 && frame.bytes < tag + xing_bytes; ++bit_rate) {
    head[2] = static_cast<unsigned char>((head[2] & 0x0D) | bit_rate << 4);  // no padding
    frame = parse_mpeg_header(head).value();
  }
  std::string bytes(static_cast<std::size_t>(frame.bytes), '\0');
  std::copy(head.begin(), head.end(), bytes.begin());
  bytes.replace(static_cast<std::size_t>(tag), 4, "Xing");
  put_big_endian(bytes, tag + 4, 1);  // only the number of frames follows
  put_big_endian(bytes, tag + 8, stream.present);
  return bytes;
}

}  // namespace

MpegStream measure_mpeg_stream(InputFile& file, std::int64_t start) {
  MpegStream stream;
  stream.start = start;
  stream.first = read_mpeg_frame(file, start).value();
  stream.xing = read_xing(file, start, stream.first);
  stream.sound = start + (stream.xing ? stream.first.bytes : 0);
  std::int64_t at = stream.sound;
  bool lost = false;
  std::int64_t sound_end = at;
  while (at < file.size() && at - sound_end < max_junk) {
    // after damage, a header alone is not enough evidence for a frame
    const auto frame = lost ? confirmed_mpeg_frame(file, at) : read_mpeg_frame(file, at);
    lost = !frame || !same_mpeg_stream(*frame, stream.first);
    if (!lost) {
      stream.junk += at - sound_end;
      at += frame->bytes;
      sound_end = at;
      stream.last_is_cut = at > file.size();
      if (!stream.last_is_cut) ++stream.present;
    } else if (const std::int64_t next = after_id3(file, at); next > at) {
      sound_end += next - at;  // the tag of a file that was appended to another
      at = next;
    } else {
      ++at;
    }
  }
  return stream;
}

std::string xing_frame(InputFile& file, const MpegStream& stream) {
  if (!stream.as_declared()) return new_xing_frame(file, stream);
  std::string bytes(static_cast<std::size_t>(stream.first.bytes), '\0');
  file.read(stream.start, bytes.data(), bytes.size());
  // if tags (such as a picture) follow the sound, libmpg123 complains on stderr about this number
  const std::int64_t size_place = stream.xing->offset - stream.start + 12;
  if (stream.xing->has_bytes && size_place + 4 <= stream.first.bytes)
    put_big_endian(bytes, size_place, file.size() - stream.start);
  return bytes;
}

}  // namespace canopy
