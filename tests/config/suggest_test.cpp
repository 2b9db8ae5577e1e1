#include <catch2/catch_test_macros.hpp>

#include "config/suggest.h"

using namespace canopy;

TEST_CASE("edit distance equals distances counted by hand") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("abc", "") == 3);
  CHECK(edit_distance("epoch", "epochs") == 1);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("trian", "train") == 1);  // one swap
  CHECK(edit_distance("ca", "abc") == 3);       // a swapped pair cannot be edited further
}

TEST_CASE("the nearest word, or none if all differ too much") {
  const std::vector<std::string> words = {"epochs", "batch_size", "seed", "cache"};
  CHECK(nearest("epoch", words) == "epochs");
  CHECK(nearest("batchsize", words) == "batch_size");
  CHECK(nearest("sede", words) == "seed");
  CHECK(nearest("xyz", words).empty());
  CHECK(nearest("", words).empty());
  CHECK(nearest(std::string(100000, 'e'), words).empty());
}
