// A CSV file whose first row names its columns.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/cells.h"
#include "base/error_list.h"

namespace canopy {

struct CsvColumns {
  std::vector<std::string> required, optional;
  bool others = false;  // true: any other column is allowed, and ignored
};

class CsvTable {
 public:
  class Row;

  /// Reads the text and its header; `path` is for the errors. Throws Error(data) for an empty file,
  /// a quote that is never closed, and columns that are unknown, missing or listed twice.
  CsvTable(std::string_view text, std::string path, const CsvColumns& columns);

  /// Calls read(row) for each row below the header, in order. A row with too few or too many cells
  /// is added to `errors` instead.
  void each(ErrorList& errors, const std::function<void(const Row&)>& read) const;

 private:
  void read_header(const CsvColumns& columns);

  std::string path_;
  std::vector<CsvRow> rows_;  // including the header
  std::map<std::string, std::size_t> columns_;
};

/// A view of one row; valid as long as its table.
class CsvTable::Row {
 public:
  Row(const CsvTable& table, const CsvRow& row) : table_(table), row_(row) {}

  /// The column's cell; empty if the table lacks the column.
  std::string operator[](const std::string& column) const;
  std::size_t line() const { return row_.line; }
  /// "split.csv:17", for an error in the whole row.
  std::string where() const;
  /// "split.csv:17: column part", for an error in one cell.
  std::string where(std::string_view column) const;

 private:
  const CsvTable& table_;
  const CsvRow& row_;
};

}  // namespace canopy
