// XXH64 against the values of the reference implementation (Python's xxhash).
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "support/temporary_folder.h"

using namespace canopy;

namespace {

/// The bytes 3, 10, 17, ...
std::string counted_bytes(int count) {
  std::string bytes;
  for (int i = 0; i < count; ++i) bytes += static_cast<char>(i * 7 + 3);
  return bytes;
}

const std::vector<std::pair<int, std::string>> known = {
    {0, "ef46db3751d8e999"},   {1, "1f25c8d0bc1f4bb6"},   {3, "31d2363f52e564c9"},
    {4, "9bb64b7d66ee9fda"},   {8, "dab99d95c6f90092"},   {31, "a2aa5f33cc4a6119"},
    {32, "23c3c17ef790fd97"},  {33, "50a7cfc7ba588784"},  {63, "5e3e54b431c7493c"},
    {100, "a61f8d4c170fe531"}, {1000, "5f235fa033f1a3fb"}};

}  // namespace

TEST_CASE("hashes are XXH64, whether the bytes come in one piece or in many") {
  for (const auto& [count, expected] : known) {
    CAPTURE(count);
    const std::string bytes = counted_bytes(count);
    Hash64 whole;
    whole.add(bytes);
    CHECK(hash_text(whole.value()) == expected);
    for (std::size_t piece : {1u, 5u, 32u, 47u}) {
      Hash64 pieces;
      for (std::size_t at = 0; at < bytes.size(); at += piece) pieces.add(bytes.substr(at, piece));
      CHECK(pieces.value() == whole.value());
    }
  }
}

TEST_CASE("the hash of a file is the hash of its bytes") {
  const test::TemporaryFolder folder("hash");
  write_file(folder.file("a"), counted_bytes(1000));
  CHECK(hash_text(hash_file(folder.file("a"))) == "5f235fa033f1a3fb");
  CHECK_THROWS_AS(hash_file(folder.file("none")), Error);
}
