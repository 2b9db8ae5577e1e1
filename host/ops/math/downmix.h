// Interleaved frames -> mono samples in [-1, 1], one frame at a time, for both backends
// (ops/resample.h).
#pragma once

#include <cstdint>
#include <type_traits>

#include "base/host_device.h"
#include "ops/resample.h"

namespace canopy::math {

/// The mono sample of one frame of PCM16 or float32.
template <class Sample>
CANOPY_HD float mono_sample(const Sample* frame, int channels, MonoMode mono) {
  constexpr bool pcm16 = sizeof(Sample) == 2;
  constexpr float scale = pcm16 ? 1.0f / 32768 : 1.0f;
  if (mono.kind != MonoMode::mean)
    return static_cast<float>(frame[mono.kind == MonoMode::channel ? mono.channel_index : 0]) *
           scale;
  std::conditional_t<pcm16, std::int32_t, float> sum = 0;
  for (int c = 0; c < channels; ++c) sum += frame[c];
  return static_cast<float>(sum) * (scale / static_cast<float>(channels));
}

}  // namespace canopy::math
