#include "audio/container.h"

#include <array>
#include <cstring>
#include <optional>
#include <string_view>

#include "audio/mpeg_frame.h"

namespace canopy {
namespace {

std::optional<Container> by_magic(std::string_view head) {
  const auto at = [&](std::size_t offset, std::string_view text) {
    return head.size() >= offset + text.size() && head.substr(offset, text.size()) == text;
  };
  if (at(0, "RIFF") && at(8, "WAVE")) return Container::wav;
  if (at(0, "RIFX") && at(8, "WAVE")) return Container::wav;
  if (at(0, "RF64") && at(8, "WAVE")) return Container::rf64;
  if (at(0, "riff\x2E\x91\xCF\x11\xA5\xD6\x28\xDB")) return Container::w64;
  if (at(0, "FORM") && (at(8, "AIFF") || at(8, "AIFC"))) return Container::aiff;
  if (at(0, "caff")) return Container::caf;
  if (at(0, "fLaC")) return Container::flac;
  if (at(0, "OggS")) return Container::ogg;
  return std::nullopt;
}

}  // namespace

std::int64_t after_id3(InputFile& file, std::int64_t offset) {
  std::array<unsigned char, 10> head{};
  if (file.read(offset, head.data(), head.size()) < head.size()) return offset;
  if (std::memcmp(head.data(), "ID3", 3) != 0) return offset;
  std::int64_t size = 0;
  for (std::size_t i = 6; i < 10; ++i) size = size * 128 + (head[i] & 0x7F);
  const bool footer = (head[5] & 0x10) != 0;
  return offset + 10 + size + (footer ? 10 : 0);
}

ContainerStart find_container(InputFile& file) {
  std::int64_t offset = 0;
  while (true) {
    const std::int64_t next = after_id3(file, offset);
    if (next == offset) break;
    offset = next;
  }
  std::array<char, 12> head{};
  const std::size_t got = file.read(offset, head.data(), head.size());
  if (const auto found = by_magic({head.data(), got})) return {*found, offset};
  if (const auto first = find_mpeg_stream(file, offset)) return {Container::mpeg, *first};
  file.fail(
      "is not audio in a format that can be read here (WAV, FLAC, Ogg Vorbis, Opus, MP3, AIFF, "
      "CAF, W64, RF64)");
}

const char* container_name(Container container) {
  switch (container) {
    case Container::wav:
      return "WAV";
    case Container::rf64:
      return "RF64";
    case Container::w64:
      return "W64";
    case Container::aiff:
      return "AIFF";
    case Container::caf:
      return "CAF";
    case Container::flac:
      return "FLAC";
    case Container::ogg:
      return "Ogg";
    case Container::mpeg:
      return "MP3";
  }
  return "";
}

}  // namespace canopy
