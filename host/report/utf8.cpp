#include "report/utf8.h"

#include <cstdint>

namespace canopy {

std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const std::uint32_t lead = byte(0);
  if (lead < 0x80) {
    const bool control = (lead < 0x20 && lead != '\t' && lead != '\n') || lead == 0x7F;
    return control ? 0 : 1;
  }
  const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC0 || lead >= 0xF8 || text.size() < bytes) return 0;
  std::uint32_t code = lead & (0xFFu >> (bytes + 1));
  for (std::size_t at = 1; at < bytes; ++at) {
    if ((byte(at) & 0xC0) != 0x80) return 0;
    code = code << 6 | (byte(at) & 0x3Fu);
  }
  constexpr std::uint32_t smallest[] = {0, 0, 0xA0, 0x800,
                                        0x10000};  // also excludes the C1 control characters
  const bool surrogate = code >= 0xD800 && code < 0xE000;
  const bool fits = code >= smallest[bytes] && code <= 0x10FFFF;
  return fits && !surrogate && (code & 0xFFFE) != 0xFFFE ? bytes : 0;
}

}  // namespace canopy
