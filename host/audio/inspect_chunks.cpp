// Finds the sound chunk of a WAV, RF64, W64, AIFF or CAF file and its declared size: libsndfile
// silently shortens a chunk that extends beyond the end of a truncated file.
#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "audio/inspection.h"

namespace canopy {
namespace {

constexpr int max_chunks = 4096;               // a file of tiny chunks must not take for ever
constexpr std::int64_t max_header = 16 << 20;  // bytes that are copied into a new header
constexpr std::int64_t wrap = std::int64_t{1} << 32;

struct DataChunk {
  std::int64_t offset = 0;  // of the first byte of sound in the file
  std::int64_t bytes = -1;  // of sound, declared; -1 if the header leaves it open
};

enum class Endian { little, big };

/// An unsigned number of 4 or 8 bytes; nothing beyond the end of the file.
std::optional<std::uint64_t> number(InputFile& file, std::int64_t offset, int bytes,
                                    Endian endian) {
  std::array<unsigned char, 8> raw{};
  const auto size = static_cast<std::size_t>(bytes);
  if (file.read(offset, raw.data(), size) < size) return std::nullopt;
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i)
    value = value << 8 | raw[endian == Endian::big ? i : size - 1 - i];
  return value;
}

bool has_id(InputFile& file, std::int64_t offset, std::string_view id) {
  std::array<char, 16> found{};
  return file.read(offset, found.data(), id.size()) == id.size() &&
         std::string_view(found.data(), id.size()) == id;
}

/// How a container stores its chunks: an id, a size and the payload, padded to a multiple of
/// `align`.
struct Layout {
  std::int64_t first;  // offset of the first chunk in the container
  int id_bytes;
  int size_bytes;
  Endian endian;
  bool size_has_header;  // the size includes the id and the size field
  std::int64_t align;
  std::string_view sound_id;
  std::int64_t sound_skip;  // bytes of the payload before the sound
};

constexpr std::string_view w64_data("data\xF3\xAC\xD3\x11\x8C\xD1\x00\xC0\x4F\x8E\xDB\x8A", 16);

std::optional<Layout> layout_of(InputFile& file, const Inspection& seen) {
  switch (seen.container) {
    case Container::wav:
    case Container::rf64: {
      const Endian endian = has_id(file, seen.offset, "RIFX") ? Endian::big : Endian::little;
      return Layout{12, 4, 4, endian, false, 2, "data", 0};
    }
    case Container::w64:
      return Layout{40, 16, 8, Endian::little, true, 8, w64_data, 0};
    case Container::aiff:
      return Layout{12, 4, 4, Endian::big, false, 2, "SSND", 8};
    case Container::caf:
      return Layout{8, 4, 8, Endian::big, false, 1, "data", 4};
    default:
      return std::nullopt;
  }
}

/// Whether the size is a placeholder, as programs that write into a pipe store it: 0, the largest
/// number or nearly so, or the largest that fits a signed size (SoX, arecord).
bool open_size(std::uint64_t size, int size_bytes) {
  if (size_bytes == 8) return size == 0 || size > std::uint64_t{1} << 60;
  return size == 0 || size >= 0xFFFFFF00 || size == 0x7FFFF000 || size == 0x7FFFFF00 ||
         size == 0x7FFFFFFF || size == 0x80000000;
}

/// Whether the outermost size of a WAV file is correct; if so, a chunk size of 0 is meant
/// literally.
bool is_closed(InputFile& file, std::int64_t start) {
  const auto size = number(file, start + 4, 4, Endian::little);
  return size && static_cast<std::int64_t>(*size) + 8 == file.size() - start;
}

std::optional<DataChunk> find_data_chunk(InputFile& file, const Layout& layout,
                                         const Inspection& seen) {
  const int header = layout.id_bytes + layout.size_bytes;
  const auto align = static_cast<std::uint64_t>(layout.align);
  std::int64_t at = seen.offset + layout.first;
  std::optional<std::uint64_t> long_size;  // of the sound in an RF64 file
  for (int chunk = 0; chunk < max_chunks; ++chunk) {
    auto size = number(file, at + layout.id_bytes, layout.size_bytes, layout.endian);
    const auto own = static_cast<std::uint64_t>(layout.size_has_header ? header : 0);
    if (!size || *size < own) return std::nullopt;
    *size -= own;
    const std::int64_t payload = at + header;
    if (seen.container == Container::rf64 && has_id(file, at, "ds64"))
      long_size = number(file, payload + 8, 8, Endian::little);
    if (has_id(file, at, layout.sound_id)) {
      const bool is_long = long_size && *size == 0xFFFFFFFF;
      if (is_long) size = long_size;
      DataChunk found{payload + layout.sound_skip, -1};
      if (!open_size(*size, is_long ? 8 : layout.size_bytes))
        found.bytes = static_cast<std::int64_t>(*size) - layout.sound_skip;
      return found;
    }
    if (*size > static_cast<std::uint64_t>(file.size())) return std::nullopt;
    at = payload + static_cast<std::int64_t>((*size + align - 1) / align * align);
  }
  return std::nullopt;
}

std::string little_endian(std::int64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> 8 * i & 0xFF);
  return text;
}

/// The WAV header up to the sound, turned into an RF64 header for `bytes` of sound. RF64 is WAV
/// with 64-bit sizes.
std::string rf64_header(InputFile& file, std::int64_t start, std::int64_t sound,
                        std::int64_t bytes) {
  const std::int64_t chunks = start + 12;
  std::string copied(static_cast<std::size_t>(sound - 4 - chunks), '\0');
  copied.resize(file.read(chunks, copied.data(), copied.size()));
  const std::string unknown(4, '\xFF');
  const std::int64_t riff = 4 + 36 + static_cast<std::int64_t>(copied.size()) + 4 + bytes;
  return "RF64" + unknown + "WAVEds64" + little_endian(28, 4) + little_endian(riff, 8) +
         little_endian(bytes, 8) + little_endian(0, 8) + little_endian(0, 4) + copied + unknown;
}

}  // namespace

void inspect_chunks(InputFile& file, Inspection& seen) {
  const std::optional<Layout> layout = layout_of(file, seen);
  const auto chunk = layout ? find_data_chunk(file, *layout, seen) : std::nullopt;
  if (!chunk) return;
  const std::int64_t present = file.size() - chunk->offset;
  if (chunk->bytes > present) {
    seen.sound_bytes = chunk->bytes;
    seen.damage = fmt::format("{} bytes of sound declared, {} present", chunk->bytes,
                              std::max<std::int64_t>(0, present));
  }
  if (seen.container != Container::wav || layout->endian == Endian::big) return;
  // a placeholder, or a size above 4 GiB whose upper 32 bits are lost
  const bool open = chunk->bytes < 0 && present > 0 && !is_closed(file, seen.offset);
  const bool wrapped = chunk->bytes >= 0 && present - chunk->bytes >= wrap;
  if ((open || wrapped) && chunk->offset - seen.offset < max_header) {
    const std::int64_t bytes = open ? present : present - (present - chunk->bytes) % wrap;
    seen.front = rf64_header(file, seen.offset, chunk->offset, bytes);
    seen.offset = chunk->offset;
  }
}

}  // namespace canopy
