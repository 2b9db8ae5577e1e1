// Which bytes are text.
#pragma once

#include <cstddef>
#include <string_view>

namespace canopy {

/// Bytes of the character at the front of a text that is not empty: 1 to 4. 0 when it is no
/// well-formed UTF-8 or none that HTML may hold (control characters other than tab and line
/// break, surrogates, U+FFFE and U+FFFF).
std::size_t utf8_length(std::string_view text);

}  // namespace canopy
