// CSV files with a header, and the malformed ones that are refused.
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "base/csv_table.h"
#include "base/error.h"

using namespace canopy;

namespace {

const CsvColumns path_and_part{{"path", "part"}, {"note"}};

/// The message of the Error(data) that `action` throws; empty if it throws nothing.
std::string refusal(const auto& action) {
  try {
    action();
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::data);
    return error.what();
  }
  return "";
}

std::string header_refusal(const std::string& text, const CsvColumns& columns = path_and_part) {
  return refusal([&] { CsvTable(text, "t.csv", columns); });
}

}  // namespace

TEST_CASE("a table returns cells by column name") {
  const CsvTable table("\xEF\xBB\xBFpart,path\r\ntest,\"a\nb\"\r\n\r\ntrain,c\r\n", "t.csv",
                       path_and_part);
  std::vector<std::string> found;
  ErrorList errors;
  table.each(errors, [&](const CsvTable::Row& row) {
    CHECK(row["note"].empty());
    found.push_back(row["path"] + " " + row["part"] + " " + row.where("part"));
  });
  errors.report();
  CHECK(found ==
        std::vector<std::string>{"a\nb test t.csv:2: column part", "c train t.csv:5: column part"});
}

TEST_CASE("a header with unknown, repeated or missing columns is refused") {
  CHECK(header_refusal("path,part,note\n").empty());
  CHECK(header_refusal("") ==
        "t.csv:1: the file is empty; its first line must name the columns: path,part");
  CHECK(header_refusal("\npath,Part,path\n") ==
        "t.csv:2: unknown column 'Part'; the known columns are path,part,note\n"
        "t.csv:2: column 'path' is listed twice\n"
        "t.csv:2: column 'part' is missing");
  CsvColumns any = path_and_part;
  any.others = true;
  CHECK(header_refusal("x,path,y,part\n", any).empty());
  CHECK(header_refusal("x,path,x,part\n", any) == "t.csv:1: column 'x' is listed twice");
}

TEST_CASE("rows with too few or too many cells are refused, all at once and in order") {
  const CsvTable table("path,part\na\nb,test\nc,test,\n", "t.csv", path_and_part);
  ErrorList errors;
  std::vector<std::string> read;
  table.each(errors, [&](const CsvTable::Row& row) {
    read.push_back(row["path"]);
    errors.add(row.where("part") + ": not this one");
  });
  CHECK(read == std::vector<std::string>{"b"});
  CHECK(refusal([&] { errors.report(); }) ==
        "t.csv:2: expected 2 cells, got 1\n"
        "t.csv:3: column part: not this one\n"
        "t.csv:4: expected 2 cells, got 3");
}

TEST_CASE("a list of errors shows the first twenty and counts the others") {
  ErrorList errors;
  CHECK(refusal([&] { errors.report(); }).empty());
  std::string expected;
  for (int i = 1; i <= 23; ++i) {
    errors.add("error " + std::to_string(i));
    if (i <= 20) expected += "error " + std::to_string(i) + "\n";
  }
  CHECK(refusal([&] { errors.report(); }) == expected + "... and 3 more");
}
