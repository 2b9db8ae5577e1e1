// Helpers of the split tests.
#pragma once

#include <map>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include "base/error.h"
#include "data/clips.h"

namespace canopy::test {

/// Splits the set; false if that is an Error(data).
inline bool split(ClipSet& set, const SplitConfig& config) {
  try {
    split_clips(set, config);
    return true;
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::data);
    return false;
  }
}

inline bool groups_are_whole(const ClipSet& set) {
  std::map<std::string, Part> part;
  for (const Clip& clip : set.clips)
    if (part.emplace(clip.group, clip.part).first->second != clip.part) return false;
  return true;
}

}  // namespace canopy::test
