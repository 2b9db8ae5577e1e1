// CSV cells and rows.
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "base/cells.h"
#include "base/error.h"

using namespace canopy;

namespace {

using Cells = std::vector<std::string>;

std::vector<Cells> cells_of(const std::string& text) {
  std::vector<Cells> all;
  for (const CsvRow& row : csv_rows(text, "t.csv")) all.push_back(row.cells);
  return all;
}

}  // namespace

TEST_CASE("cells that look like formulas are guarded by an apostrophe, which unguarded() removes") {
  CHECK(guarded("=1+1") == "'=1+1");
  CHECK(guarded("+49") == "'+49");
  CHECK(guarded("-night.wav") == "'-night.wav");
  CHECK(guarded("@home") == "'@home");
  CHECK(guarded("'=1") == "''=1");
  for (const char* plain : {"", "a=1", "'", "''", "'tis", "capuchin", " =1"})
    CHECK(guarded(plain) == plain);
  for (const char* text : {"", "=", "'=", "''-x", "'tis", "+'", "@", "plain", "'"})
    CHECK(unguarded(guarded(text)) == text);
  CHECK(text_cell("=a,b") == "\"'=a,b\"");
}

TEST_CASE("CSV cells are quoted where necessary and read back") {
  CHECK(csv_cell("plain name.wav") == "plain name.wav");
  CHECK(csv_cell("a,b") == "\"a,b\"");
  CHECK(csv_cell("say \"hi\"") == "\"say \"\"hi\"\"\"");
  CHECK(csv_cell("") == "");
  for (const Cells& cells : {Cells{"a", "b"}, Cells{"", ""}, Cells{"a,b", "\"", "c"},
                             Cells{"\"\"", ",,", "x \"y\" z", ""}, Cells{"two\nlines", "\r"}}) {
    std::string line;
    for (const std::string& cell : cells) line += (&cell == &cells[0] ? "" : ",") + csv_cell(cell);
    CAPTURE(line);
    CHECK(cells_of(line) == std::vector<Cells>{cells});
    CHECK(cells_of(line + "\r\n") == std::vector<Cells>{cells});
  }
}

TEST_CASE("rows of a CSV file") {
  CHECK(cells_of("").empty());
  CHECK(cells_of("\n\r\n\n").empty());
  CHECK(cells_of("a,b\nc,d") == std::vector<Cells>{{"a", "b"}, {"c", "d"}});
  CHECK(cells_of("\xEF\xBB\xBF"
                 "a,b\r\n,\r\n") == std::vector<Cells>{{"a", "b"}, {"", ""}});
  CHECK(cells_of("a\r") == std::vector<Cells>{{"a"}});
  CHECK(cells_of("\"x,\"\"y\"\"\nz\",2\n") == std::vector<Cells>{{"x,\"y\"\nz", "2"}});
  CHECK(cells_of("5\" box,\"\"\n") == std::vector<Cells>{{"5\" box", ""}});
}

TEST_CASE("rows have their line numbers, also after a cell of two lines") {
  const std::vector<CsvRow> rows = csv_rows("a\n\n\"b\nc\"\nd\n", "t.csv");
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].line == 1);
  CHECK(rows[1].line == 3);
  CHECK(rows[2].line == 5);
}

TEST_CASE("an unclosed quote is refused with the line of its row") {
  try {
    csv_rows("a\n\"b\nc\n", "t.csv");
    FAIL("read");
  } catch (const Error& error) {
    CHECK(std::string(error.what()) == "t.csv:2: column 1: the quote is never closed");
  }
}
