// Inputs and reference values of the feature ops. tests/golden/make_features.py generates
// features.txt and describes both.
#pragma once

#include <cstdint>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/places.h"

namespace canopy::test {

/// The noise of make_features.py, as PCM16.
inline std::vector<std::int16_t> golden_noise(std::int64_t count, std::uint32_t seed) {
  std::vector<std::int16_t> samples;
  for (std::int64_t i = 0; i < count; ++i) {
    seed = 1664525u * seed + 1013904223u;
    samples.push_back(static_cast<std::int16_t>(seed >> 16));
  }
  return samples;
}

/// The same as floats in [-1, 1).
inline std::vector<float> golden_wave(std::int64_t count, std::uint32_t seed) {
  std::vector<float> wave;
  for (const std::int16_t v : golden_noise(count, seed))
    wave.push_back(static_cast<float>(v) / 32768.0f);
  return wave;
}

/// A block of features.txt or of another file in the same format.
inline std::vector<double> golden_block(const std::string& wanted,
                                        const std::string& name_of_file = "features.txt") {
  std::ifstream file(source_file("tests/golden/" + name_of_file));
  std::string name;
  std::size_t count = 0;
  while (file >> name >> count) {
    std::vector<double> values(count);
    for (double& v : values) file >> v;
    if (name == wanted && file) return values;
  }
  throw std::runtime_error(name_of_file + " has no block " + wanted);
}

}  // namespace canopy::test
