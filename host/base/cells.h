// Tables as text: CSV rows whose cells may hold line breaks, and cells that a spreadsheet must not
// take for a formula.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace canopy {

/// A text that starts with = + - or @ gets an apostrophe before it, so that a spreadsheet shows it
/// instead of computing it. One that starts with apostrophes and then such a sign gets one more, so
/// that unguarded() always gives the text back.
std::string guarded(std::string_view text);
std::string unguarded(std::string_view text);

/// guarded() and quoted where it must be: a cell of text in a CSV file that people open.
std::string text_cell(std::string_view text);

struct CsvRow {
  std::size_t line = 0;  // where it starts, from 1
  std::vector<std::string> cells;
};

/// The rows of a CSV file (RFC 4180; a byte order mark and CR LF are allowed); empty lines are left
/// out. Throws Error(data) with `path` and the line for a quote that is never closed.
std::vector<CsvRow> csv_rows(std::string_view text, const std::string& path);

}  // namespace canopy
