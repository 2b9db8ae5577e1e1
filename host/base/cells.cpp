#include "base/cells.h"

#include <utility>

#include <fmt/format.h>

#include "base/error.h"

namespace canopy {
namespace {

/// Any number of apostrophes, then a sign that starts a formula.
bool like_a_formula(std::string_view text) {
  const std::size_t sign = text.find_first_not_of('\'');
  constexpr std::string_view signs = "=+-@";
  return sign != std::string_view::npos && signs.find(text[sign]) != std::string_view::npos;
}

/// Goes through a CSV text once, byte by byte.
class CsvScanner {
 public:
  CsvScanner(std::string_view text, const std::string& path) : text_(text), path_(path) {
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
  }

  std::vector<CsvRow> rows() {
    start_row();
    for (std::size_t i = 0; i < text_.size(); ++i) take(i);
    if (quoted_)
      throw Error(ErrorKind::data, fmt::format("{}:{}: column {}: the quote is never closed", path_,
                                               row_.line, row_.cells.size()));
    end_row();
    return std::move(rows_);
  }

 private:
  void take(std::size_t& i) {
    const char c = text_[i];
    line_ += c == '\n';
    std::string& cell = row_.cells.back();
    if (quoted_) {
      if (c != '"')
        cell += c;
      else if (i + 1 < text_.size() && text_[i + 1] == '"')
        cell += text_[++i];
      else
        quoted_ = false;
    } else if (c == '"' && cell.empty()) {
      quoted_ = true;
    } else if (c == ',') {
      row_.cells.emplace_back();
    } else if (c == '\n') {
      end_row();
      start_row();
    } else if (c != '\r' || (i + 1 < text_.size() && text_[i + 1] != '\n')) {
      cell += c;
    }
  }

  void start_row() { row_ = {line_, {""}}; }
  void end_row() {
    if (row_.cells.size() > 1 || !row_.cells[0].empty()) rows_.push_back(std::move(row_));
  }

  std::string_view text_;
  const std::string& path_;
  std::vector<CsvRow> rows_;
  CsvRow row_;
  std::size_t line_ = 1;
  bool quoted_ = false;
};

}  // namespace

std::string csv_cell(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string cell = "\"";
  for (char c : text) {
    if (c == '"') cell += '"';
    cell += c;
  }
  return cell + '"';
}

std::string guarded(std::string_view text) {
  return (like_a_formula(text) ? "'" : "") + std::string(text);
}

std::string unguarded(std::string_view text) {
  if (text.starts_with('\'') && like_a_formula(text)) text.remove_prefix(1);
  return std::string(text);
}

std::string text_cell(std::string_view text) {
  return csv_cell(guarded(text));
}

std::vector<CsvRow> csv_rows(std::string_view text, const std::string& path) {
  return CsvScanner(text, path).rows();
}

}  // namespace canopy
