// Writes sound files for tests.
#pragma once

#include <string>
#include <vector>

namespace canopy::test {

/// Writes a mono WAV file of 16-bit samples; 1.0 is full scale.
void write_wav(const std::string& path, const std::vector<float>& samples, int rate = 16000);
/// Writes a mono WAV file of 32-bit float samples, stored unchanged (including NaN).
void write_float_wav(const std::string& path, const std::vector<float>& samples, int rate = 16000);

}  // namespace canopy::test
