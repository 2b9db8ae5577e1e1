#include "audio/mpeg_frame.h"

#include <algorithm>

namespace canopy {
namespace {

constexpr std::int64_t max_padding = 64 * 1024;  // bytes of zeros before the first frame
constexpr std::int64_t max_rest = 4096;          // bytes of a cut frame, at any bit rate

// kbit/s by bit rate index 1 to 14: MPEG 1 layers 1, 2, 3; MPEG 2 layer 1, layers 2 and 3
constexpr int bit_rates[5][14] = {
    {32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
    {32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
    {32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
    {32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},
    {8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}};
constexpr int base_rates[3] = {44100, 48000, 32000};

}  // namespace

std::optional<MpegFrame> parse_mpeg_header(const MpegHeader& head) {
  if (head[0] != 0xFF || (head[1] & 0xE0) != 0xE0) return std::nullopt;
  const int version_bits = head[1] >> 3 & 3, layer_bits = head[1] >> 1 & 3;
  const int bit_rate_index = head[2] >> 4, rate_index = head[2] >> 2 & 3;
  if (version_bits == 1 || layer_bits == 0 || rate_index == 3) return std::nullopt;
  if (bit_rate_index == 0 || bit_rate_index == 15) return std::nullopt;
  MpegFrame frame;
  frame.version = version_bits == 3 ? 1 : version_bits == 2 ? 2 : 3;
  frame.layer = 4 - layer_bits;
  frame.channels = head[3] >> 6 == 3 ? 1 : 2;
  frame.rate = base_rates[rate_index] >> (frame.version - 1);
  const int row = frame.version == 1 ? frame.layer - 1 : frame.layer == 1 ? 3 : 4;
  const int bits = 1000 * bit_rates[row][bit_rate_index - 1];
  const int padding = head[2] >> 1 & 1;
  if (frame.layer == 1) {
    frame.samples = 384;
    frame.bytes = (12 * bits / frame.rate + padding) * 4;
  } else {
    frame.samples = frame.layer == 3 && frame.version > 1 ? 576 : 1152;
    frame.bytes = frame.samples / 8 * bits / frame.rate + padding;
  }
  return frame;
}

bool same_mpeg_stream(const MpegFrame& a, const MpegFrame& b) {
  return a.version == b.version && a.layer == b.layer && a.rate == b.rate;
}

std::optional<MpegFrame> read_mpeg_frame(InputFile& file, std::int64_t offset) {
  MpegHeader head{};
  if (file.read(offset, head.data(), head.size()) < head.size()) return std::nullopt;
  return parse_mpeg_header(head);
}

std::optional<MpegFrame> confirmed_mpeg_frame(InputFile& file, std::int64_t offset) {
  const auto frame = read_mpeg_frame(file, offset);
  if (!frame || offset + frame->bytes == file.size()) return frame;
  const auto next = read_mpeg_frame(file, offset + frame->bytes);
  return next && same_mpeg_stream(*frame, *next) ? frame : std::nullopt;
}

std::optional<std::int64_t> find_mpeg_stream(InputFile& file, std::int64_t offset) {
  const std::int64_t padding_end = std::min(file.size(), offset + max_padding);
  char byte = 0;
  while (offset < padding_end && file.read(offset, &byte, 1) == 1 && byte == 0) ++offset;
  for (std::int64_t at = offset; at < std::min(file.size(), offset + max_rest); ++at) {
    const auto frame = confirmed_mpeg_frame(file, at);
    if (!frame) continue;
    if (at == offset) return at;
    // after the rest of a cut frame, one more frame has to follow
    if (confirmed_mpeg_frame(file, at + frame->bytes)) return at;
  }
  return std::nullopt;
}

}  // namespace canopy
