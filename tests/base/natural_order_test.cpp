// Names sorted with their numbers compared as numbers.
#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "base/files.h"

using namespace canopy;

TEST_CASE("natural order puts a2 before a10") {
  // "02" and "2" are equal as numbers; the text then decides
  const std::vector<std::string> sorted = {"",
                                           "1",
                                           "02",
                                           "2",
                                           "10",
                                           "A2",
                                           "XC3-0.wav",
                                           "XC3-1.wav",
                                           "XC3-10.wav",
                                           "XC21-1.wav",
                                           "a",
                                           "a1",
                                           "a2",
                                           "a2b",
                                           "a010",
                                           "a10",
                                           "a10b2",
                                           "a10b10",
                                           "recording_9",
                                           "recording_10",
                                           "recording_100000000000000000000000000001",
                                           "recording_100000000000000000000000000002",
                                           "\xc3\xa9t\xc3\xa9"};
  std::vector<std::string> names = sorted;
  std::shuffle(names.begin(), names.end(), std::mt19937(1));
  std::sort(names.begin(), names.end(), natural_less);
  CHECK(names == sorted);
}

TEST_CASE("natural order is strict and total") {
  const std::vector<std::string> names = {"",    "0",   "00",  "000", "1",   "01",  "001", "0a",
                                          "a0",  "a00", "a01", "a1",  "a1a", "1a1", "b",   "a-1",
                                          "a 1", "a",   "A",   "10",  "9",   "a10", "a9",  "\xff"};
  for (const std::string& a : names) {
    CHECK_FALSE(natural_less(a, a));
    for (const std::string& b : names) {
      CAPTURE(a, b);
      if (a != b) CHECK(natural_less(a, b) != natural_less(b, a));
      for (const std::string& c : names)
        if (natural_less(a, b) && natural_less(b, c)) CHECK(natural_less(a, c));
    }
  }
}
