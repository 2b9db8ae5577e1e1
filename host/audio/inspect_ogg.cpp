// Checks that an Ogg file ends with a last page. libsndfile does not notice a truncated file: it
// reports 2^63-1 frames (1.2.0) or the length of what is left (1.2.2).
#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "audio/inspection.h"

namespace canopy {
namespace {

constexpr std::int64_t max_page = 27 + 255 + 255 * 255;
constexpr std::size_t header_bytes = 27;
constexpr char end_of_stream = 4;

struct Page {
  std::string_view serial;  // number of its stream
  bool last = false;        // of its stream
  bool whole = false;
};

/// The last page in `bytes`, which are the end of a file.
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

std::vector<char> bytes_from(InputFile& file, std::int64_t offset, std::int64_t max_bytes) {
  std::vector<char> bytes(static_cast<std::size_t>(std::min(max_bytes, file.size() - offset)));
  bytes.resize(file.read(offset, bytes.data(), bytes.size()));
  return bytes;
}

}  // namespace

void inspect_ogg(InputFile& file, Inspection& seen) {
  const std::vector<char> head = bytes_from(file, seen.offset, header_bytes);
  if (head.size() < header_bytes) file.fail("truncated: has no complete Ogg page");
  // the size of two pages is enough to contain one whole page
  const std::vector<char> tail =
      bytes_from(file, std::max(seen.offset, file.size() - 2 * max_page), 2 * max_page);
  const std::optional<Page> page = last_page({tail.data(), tail.size()});
  if (page && page->whole && page->serial != std::string_view(head.data() + 14, 4))
    file.fail("has several Ogg streams; files with one stream can be read");
  if (page && page->whole && page->last) return;
  seen.damage = "its last Ogg page is missing";
  seen.length_unknown = true;  // that page holds the length
}

}  // namespace canopy
