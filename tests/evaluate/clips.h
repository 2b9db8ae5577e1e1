// Scored clips for the tests, made by hand or at random.
#pragma once

#include <string>
#include <vector>

#include "base/philox.h"
#include "evaluate/scored.h"

namespace canopy::test {

/// A binary set; without `groups`, each clip is a source of its own.
inline Scored binary_clips(const std::vector<float>& logits,
                           const std::vector<std::int32_t>& labels,
                           const std::vector<std::string>& groups = {}) {
  Scored scored;
  scored.classes = {"other", "call"};
  scored.task = Task::binary;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    const std::string name = "clip" + std::to_string(i) + ".wav";
    scored.add(name, groups.empty() ? name : groups[i], labels[i], &logits[i]);
  }
  return scored;
}

/// `per_source` clips of each of `sources` sources; the sources alternate between calls and others.
/// The logits are spread around +1 and -1 widely enough to overlap; a part of the deviation is
/// common to all clips of a source.
inline Scored noisy_sources(int sources, int per_source, std::uint64_t seed) {
  const auto bell = [&](std::uint64_t a, std::uint64_t b) {
    const Philox4 w = philox(seed, a, b);
    return uniform01(w.v[0]) + uniform01(w.v[1]) + uniform01(w.v[2]) + uniform01(w.v[3]) - 2;
  };
  std::vector<float> logits;
  std::vector<std::int32_t> labels;
  std::vector<std::string> groups;
  for (int s = 0; s < sources; ++s)
    for (int k = 0; k < per_source; ++k) {
      const auto source = static_cast<std::uint64_t>(s);
      labels.push_back(s % 2);
      logits.push_back((s % 2 == 1 ? 1.0f : -1.0f) + 2 * bell(source, 0) +
                       bell(source, static_cast<std::uint64_t>(k) + 1));
      groups.push_back("source" + std::to_string(s));
    }
  return binary_clips(logits, labels, groups);
}

}  // namespace canopy::test
