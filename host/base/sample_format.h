// How a PCM sample is stored in memory, from the decoder to the resampler.
#pragma once

#include <cstddef>
#include <cstdint>

namespace canopy {

enum class SampleFormat { pcm16, float32 };

constexpr std::size_t sample_bytes(SampleFormat format) {
  return format == SampleFormat::pcm16 ? sizeof(std::int16_t) : sizeof(float);
}

}  // namespace canopy
