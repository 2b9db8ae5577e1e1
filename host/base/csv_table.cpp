#include "base/csv_table.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace canopy {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

CsvTable::CsvTable(std::string_view text, std::string path, const CsvColumns& columns)
    : path_(std::move(path)), rows_(csv_rows(text, path_)) {
  read_header(columns);
}

void CsvTable::read_header(const CsvColumns& columns) {
  ErrorList errors;
  if (rows_.empty()) {
    errors.add(fmt::format("{}:1: the file is empty; its first line must name the columns: {}",
                           path_, fmt::join(columns.required, ",")));
    errors.report();
  }
  std::vector<std::string> known = columns.required;
  known.insert(known.end(), columns.optional.begin(), columns.optional.end());
  const std::string where = fmt::format("{}:{}", path_, rows_[0].line);
  for (const std::string& name : rows_[0].cells) {
    if (!columns.others && !contains(known, name))
      errors.add(fmt::format("{}: unknown column '{}'; the known columns are {}", where, name,
                             fmt::join(known, ",")));
    if (!columns_.emplace(name, columns_.size()).second)
      errors.add(fmt::format("{}: column '{}' is listed twice", where, name));
  }
  for (const std::string& name : columns.required)
    if (!columns_.count(name)) errors.add(fmt::format("{}: column '{}' is missing", where, name));
  errors.report();
}

void CsvTable::each(ErrorList& errors, const std::function<void(const Row&)>& read) const {
  for (auto cells = rows_.begin() + 1; cells != rows_.end(); ++cells) {
    const Row row(*this, *cells);
    if (cells->cells.size() == columns_.size())
      read(row);
    else
      errors.add(fmt::format("{}: expected {} cells, got {}", row.where(), columns_.size(),
                             cells->cells.size()));
  }
}

std::string CsvTable::Row::operator[](const std::string& column) const {
  const auto at = table_.columns_.find(column);
  return at == table_.columns_.end() ? std::string() : row_.cells[at->second];
}

std::string CsvTable::Row::where() const {
  return fmt::format("{}:{}", table_.path_, row_.line);
}

std::string CsvTable::Row::where(std::string_view column) const {
  return fmt::format("{}: column {}", where(), column);
}

}  // namespace canopy
