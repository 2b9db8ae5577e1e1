// Whether an Ogg file ends the way an encoder ends it. For a cut one libsndfile tells a length of
// 2^63-1 frames (1.2.0) or that of what is left (1.2.2), and sees nothing wrong.
#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "audio/inspection.h"

namespace canopy {
namespace {

constexpr std::int64_t largest_page = 27 + 255 + 255 * 255;
constexpr std::size_t header_bytes = 27;
constexpr char end_of_stream = 4;

struct Page {
  std::string_view serial;  // of its stream
  bool last = false;        // of its stream
  bool whole = false;
};

/// The last page in `bytes`, that of a file's end.
std::optional<Page> last_page(std::string_view bytes) {
  std::optional<Page> page;
  for (std::size_t at = bytes.find("OggS"); at != bytes.npos; at = bytes.find("OggS", at)) {
    const std::size_t left = bytes.size() - at;
    page.emplace();
    if (left < header_bytes) break;
    page->last = (bytes[at + 5] & end_of_stream) != 0;
    page->serial = bytes.substr(at + 14, 4);
    const auto segments = static_cast<unsigned char>(bytes[at + 26]);
    std::size_t size = header_bytes + segments;
    for (std::size_t i = header_bytes; i < std::min(header_bytes + segments, left); ++i)
      size += static_cast<unsigned char>(bytes[at + i]);
    if (size > left) break;
    page->whole = true;
    at += size;
  }
  return page;
}

std::vector<char> bytes_from(InputFile& file, std::int64_t offset, std::int64_t most) {
  std::vector<char> bytes(static_cast<std::size_t>(std::min(most, file.size() - offset)));
  bytes.resize(file.read(offset, bytes.data(), bytes.size()));
  return bytes;
}

}  // namespace

void inspect_ogg(InputFile& file, Inspection& seen) {
  const std::vector<char> head = bytes_from(file, seen.offset, header_bytes);
  if (head.size() < header_bytes) file.fail("cut short: not even one Ogg page is whole");
  // two pages' worth holds one whole page, wherever it starts
  const std::vector<char> tail =
      bytes_from(file, std::max(seen.offset, file.size() - 2 * largest_page), 2 * largest_page);
  const std::optional<Page> page = last_page({tail.data(), tail.size()});
  if (page && page->whole && page->serial != std::string_view(head.data() + 14, 4))
    file.fail("holds several Ogg streams, of which only one can be read");
  if (page && page->whole && page->last) return;
  seen.damage = "its last Ogg page is missing";
  seen.length_unknown = true;  // that page holds the length
}

}  // namespace canopy
