// Exit codes and the one-line form of errors.
#include "base/error.h"

#include <utility>

#include <catch2/catch_test_macros.hpp>

using namespace canopy;

TEST_CASE("every kind of error has an exit code and a label") {
  const std::pair<ErrorKind, std::pair<int, std::string>> all[] = {
      {ErrorKind::unexpected, {1, "unexpected"}}, {ErrorKind::usage, {2, "usage"}},
      {ErrorKind::config, {2, "config"}},         {ErrorKind::data, {3, "data"}},
      {ErrorKind::checkpoint, {4, "checkpoint"}}, {ErrorKind::disk, {5, "disk"}},
      {ErrorKind::device, {6, "device"}},         {ErrorKind::not_a_number, {7, "not-a-number"}}};
  for (const auto& [kind, want] : all) {
    CHECK(exit_code(kind) == want.first);
    CHECK(error_label(kind) == want.second);
    CHECK(format_error(Error(kind, "a.wav: empty")) == "error[" + want.second + "]: a.wav: empty");
  }
}

TEST_CASE("each line of a message becomes an error line") {
  CHECK(format_error(Error(ErrorKind::config, "/a: wrong\n/b: wrong too")) ==
        "error[config]: /a: wrong\nerror[config]: /b: wrong too");
}

TEST_CASE("an error is caught as a runtime_error with its message") {
  try {
    throw Error(ErrorKind::data, "clips: no such folder");
  } catch (const std::runtime_error& e) {
    CHECK(std::string(e.what()) == "clips: no such folder");
  }
}
