// Validates UTF-8.
#pragma once

#include <cstddef>
#include <string_view>

namespace canopy {

/// The number of bytes, 1 to 4, of the first character of `text`, which must not be empty. 0 if it
/// is not well-formed UTF-8 or not allowed in HTML (control characters other than tab and line
/// feed, surrogates, U+FFFE and U+FFFF).
std::size_t utf8_length(std::string_view text);

}  // namespace canopy
