// Building blocks of HTML. All text that does not come from the program itself must be passed
// through escape().
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace canopy {

/// Escapes UTF-8 text for use in an element or in an attribute in double quotes. Bytes that are not
/// valid UTF-8 (a file name may contain any) and control characters become U+FFFD.
std::string escape(std::string_view text);
/// A relative path for href="...": percent-encoded, so that it needs no escaping.
std::string link_to(std::string_view path);

// In the functions below, contents are HTML and not escaped again.

/// <name attributes>content</name>
std::string element(std::string_view name, std::string_view attributes, std::string_view content);
/// A right-aligned cell for a number.
std::string number_cell(std::string_view content);
/// The head of a column, and of a column of numbers.
std::string column_head(std::string_view content);
std::string number_head(std::string_view content);
/// The head of a row: a name.
std::string row_head(std::string_view content);
/// A table that scrolls sideways in a narrow window instead of widening the page; with `tall`
/// it also scrolls vertically on a screen but is printed in full. `label` is plain text for screen
/// readers.
std::string table_box(std::string_view label, std::string_view content, bool tall = false);
/// The number of rows from which a table is `tall`.
inline constexpr std::size_t tall_from = 30;

/// 0.98765 -> "0.988"; only 1 gives "1.000", only 0 gives "0.000".
std::string ratio_text(double value);
/// 0.04321 -> "0.0432", 1.2e-7 -> "1.20e-07".
std::string loss_text(double value);
/// A learning rate: 0.001 -> "0.001", 0.00095477 -> "0.000955".
std::string rate_text(double value);
/// Clips per second: 9.14 -> "9.1", 1234.5 -> "1,235".
std::string speed_text(double value);
/// 770482865 -> "770,482,865".
std::string count_text(std::int64_t value);
/// 1, "call" -> "1 call"; 2, "call" -> "2 calls".
std::string count_of(std::int64_t value, const std::string& what);

}  // namespace canopy
