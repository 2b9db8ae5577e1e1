// Every kind of invalid config and its error message.
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "config/helpers.h"
#include "support/places.h"

using namespace canopy;
using canopy::test::error_of;
using canopy::test::minimal;
using Json = nlohmann::ordered_json;

namespace {

std::string nested(int depth) {
  return R"({"x": )" + std::string(static_cast<std::size_t>(depth - 1), '[') +
         std::string(static_cast<std::size_t>(depth - 1), ']') + "}";
}

}  // namespace

// tests/config/check_schema.py runs the same table against the schema.
TEST_CASE("an invalid value is reported with its pointer, what was expected and what was found") {
  const Json base = Json::parse(read_file(test::source_file("configs/capuchin.json")));
  const Json table = Json::parse(read_file(test::source_file("tests/config/bad_values.json")));
  REQUIRE(table.size() > 80);
  for (const Json& row : table) {
    CAPTURE(row.dump());
    Json json = base;
    for (const auto& set : row["set"].items()) json[Json::json_pointer(set.key())] = set.value();
    std::string expected;
    for (const Json& line : row["errors"])
      expected += (expected.empty() ? "" : "\n") + line.get<std::string>();
    CHECK(error_of(json.dump()) == expected);
  }
}

TEST_CASE("invalid JSON and duplicate keys are errors") {
  struct Row {
    std::string json, message;
  };
  const std::string missing =
      "/data/classes: missing; expected one of classes, manifest and labels";
  const std::string no_layers = "/model/layers: missing; expected a list of at least one layer\n";
  const Row rows[] = {
      {"",
       "config:1:1: syntax error while parsing value - unexpected end of input; expected '[', "
       "'{', or a literal"},
      {"{\n  \"data\": {},\n  \"train\" 5\n}",
       "config:3:11: syntax error while parsing object separator - unexpected number literal; "
       "expected ':'"},
      {"{\"train\": {\"epochs\": NaN}}",
       "config:1:22: syntax error while parsing value - invalid literal; last read: '\"epochs\": "
       "N'"},
      {"{\"train\": {\"seed\": 1e999}}", "config:1:24: number overflow parsing '1e999'"},
      {"{} {}",
       "config:1:4: syntax error while parsing value - unexpected '{'; expected end of "
       "input"},
      {"{\"a\": 1,}",
       "config:1:9: syntax error while parsing object key - unexpected '}'; expected "
       "string literal"},
      {"{// no\n}",
       "config:1:2: syntax error while parsing object key - invalid literal; last read: "
       "'{/'; expected string literal"},
      {"{\"\xc3\xa9\": x}",
       "config:1:7: syntax error while parsing value - invalid literal; last read: '\"?"
       "?\": x'"},
      {"{\"a\": \"\xff\"}",
       "config:1:8: syntax error while parsing value - invalid string: "
       "ill-formed UTF-8 byte; last read: '\"?'"},
      {nested(65), "config: /x" +
                       [] {
                         std::string zeros;
                         for (int i = 0; i < 63; ++i) zeros += "/0";
                         return zeros;
                       }() +
                       ": nested more than 64 levels deep"},
      {"[]", "config: expected an object, got []"},
      {"null", "config: expected an object, got null"},
      {"{}", no_layers + missing},
      {R"({"data": null, "model": {}})",
       "/data: expected an object, got null\n"
       "/model/layers: missing; expected a list of at least one layer"},
      {R"({"train": {"epochs": 1, "epochs": 2}, "data": {"classes": {"a": "A", "b": "B", "a": "C"}},
           "model": {"layers": [{"type": "flatten"}, {"type": "dense", "units": 1, "units": 2}]}})",
       "/train/epochs: duplicate key; remove all but one\n"
       "/data/classes/a: duplicate key; remove all but one\n"
       "/model/layers/1/units: duplicate key; remove all but one"},
      {R"({"data": {"classes": {"a": "A", "b": "B"}}, "data": {"x": [{"y": 1, "y": 2}]},
           "model": {"layers": [{"type": "flatten"}]}})",
       "/data: duplicate key; remove all but one"},
      {R"({"a\nb": 1, "data": {"classes": {"a": "A", "b": "B"}},
           "model": {"layers": [{"type": "flatten"}]}})",
       "/a\\u000ab: unknown key; known here: data, features, model, train, scan, output"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.json);
    CHECK(error_of(row.json) == row.message);
  }
  // 64 levels are parsed, and then the key is reported
  CHECK(error_of(nested(64)).find("/x: unknown key") == 0);
}

TEST_CASE("an invalid regular expression is an error") {
  const std::string at = "/data/split/group_pattern: expected ";  // then the library's own message
  CHECK(error_of(minimal, {{"/data/split/group_pattern", "(a"}})
            .find(at + "a regular expression, got \"(a\" (") == 0);
  CHECK(error_of(minimal, {{"/data/split/group_pattern", std::string(1001, '(')}}) ==
        at + "at most 1000 bytes, got 1001");
  CHECK(error_of(minimal, {{"/data/split/group_pattern", std::string(1000, '(')}}).find(at) == 0);
}

TEST_CASE("a long value is truncated between characters") {
  const std::string message =
      error_of(minimal, {{"/train/epochs", '"' + std::string(58, 'x') + "\xc3\xa9y\""}});
  CHECK(message ==
        "/train/epochs: expected an integer >= 1, got \"" + std::string(58, 'x') + "...");
}

TEST_CASE("an unreadable config file is a config error with its path") {
  for (const std::string& path : {std::string("no/such/file.json"), test::source_file(".")}) {
    try {
      read_config_file(path);
      FAIL("was read");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::config);
      CHECK(std::string(error.what()).find(path + ": cannot be read") == 0);
    }
  }
}
