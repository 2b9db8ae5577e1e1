// Interleaved frames -> mono samples in [-1, 1], one frame at a time, for both backends
// (ops/resample.h).
#pragma once

#include <cstdint>
#include <type_traits>

#include "base/host_device.h"
#include "ops/resample.h"

namespace canopy::math {

/// The factor from a PCM16 or float32 sample to [-1, 1].
template <class Sample>
inline constexpr float sample_scale = sizeof(Sample) == 2 ? 1.0f / 32768 : 1.0f;

template <class Sample>
CANOPY_HD float one_channel(Sample sample) {
  return static_cast<float>(sample) * sample_scale<Sample>;
}

/// The mean of a frame's channels; `share` is sample_scale<Sample> / channels.
template <class Sample>
CANOPY_HD float channel_mean(const Sample* frame, int channels, float share) {
  std::conditional_t<sizeof(Sample) == 2, std::int32_t, float> sum = 0;
  for (int c = 0; c < channels; ++c) sum += frame[c];
  return static_cast<float>(sum) * share;
}

/// The selected channel, for modes other than the mean.
CANOPY_HD int chosen_channel(MonoMode mono) {
  return mono.kind == MonoKind::channel ? mono.channel : 0;
}

/// The mono sample of one frame.
template <class Sample>
CANOPY_HD float mono_sample(const Sample* frame, int channels, MonoMode mono) {
  if (mono.kind != MonoKind::mean) return one_channel(frame[chosen_channel(mono)]);
  return channel_mean(frame, channels, sample_scale<Sample> / static_cast<float>(channels));
}

}  // namespace canopy::math
