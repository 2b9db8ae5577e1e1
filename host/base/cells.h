// CSV as text: cells that are quoted where necessary, cells that a spreadsheet must not treat as a
// formula, and the one reader of rows. A file whose first row names its columns: base/csv_table.h.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace canopy {

/// A CSV cell, quoted where necessary (RFC 4180).
std::string csv_cell(std::string_view text);

/// A text that starts with = + - or @ gets an apostrophe before it, so that a spreadsheet shows it
/// instead of computing it. One that starts with apostrophes and then such a sign gets one more, so
/// that unguarded() always gives the text back.
std::string guarded(std::string_view text);
std::string unguarded(std::string_view text);

/// A cell of text in a CSV file that people open: guarded(), and quoted where necessary.
std::string text_cell(std::string_view text);

struct CsvRow {
  std::size_t line = 0;  // where the row starts, from 1
  std::vector<std::string> cells;
};

/// The rows of a CSV file (RFC 4180; a byte order mark and CR LF are allowed); empty lines are
/// skipped. Throws Error(data) with `path`, line and column if a quote is never closed.
std::vector<CsvRow> csv_rows(std::string_view text, const std::string& path);

}  // namespace canopy
