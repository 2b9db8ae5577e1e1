// What a resampling launch carries, and how its kernel reads the sound of an item.
#pragma once

#include <cstdint>

#include "cuda/runtime.h"
#include "ops/math/downmix.h"
#include "ops/resample.h"
#include "ops/resample_filter.h"

namespace canopy::cuda {

inline constexpr int items_per_launch = 32;

/// An item with what its rate needs.
struct ResamplePiece {
  ResampleItem item;
  ResampleShape shape;
  const float* table;
  std::int32_t tile;  // samples of the row that a block makes
  bool staged;        // whether a tile's frames go through shared memory
};

/// A launch's arguments travel with it: nothing of the host's is read later.
struct ResampleBatch {
  const char* pcm;
  float* waves;
  std::int64_t row;
  MonoMode mono;
  ResamplePiece pieces[items_per_launch];
};
static_assert(sizeof(ResampleBatch) <= 4096, "more than a kernel takes as arguments");

/// The mono frames of an item, silence around those that were given.
struct Sound {
  const char* pcm;
  std::int64_t first, count;
  SampleFormat format;
  int channels;
  MonoMode mono;

  __device__ Sound(const ResampleBatch& batch, const ResampleItem& item)
      : pcm(batch.pcm + item.offset_bytes),
        first(item.first_frame),
        count(item.frames),
        format(item.format),
        channels(item.channels),
        mono(batch.mono) {}

  __device__ float at(std::int64_t frame) const {
    const std::int64_t i = frame - first;
    if (i < 0 || i >= count) return 0.0f;
    if (format == SampleFormat::pcm16)
      return math::mono_sample(reinterpret_cast<const std::int16_t*>(pcm) + i * channels, channels,
                               mono);
    return math::mono_sample(reinterpret_cast<const float*>(pcm) + i * channels, channels, mono);
  }
};

/// Frames as the filters read them, either from shared memory or, where a row of taps is longer
/// than that (768 kHz to 16 kHz), straight from the sound.
struct StagedFrames {
  const float* frames;
  std::int64_t first;
  __device__ const float* from(std::int64_t frame) const { return frames + (frame - first); }
};
struct SoundFrames {
  Sound sound;
  struct Window {
    const Sound* sound;
    std::int64_t first;
    __device__ float operator[](int i) const { return sound->at(first + i); }
  };
  __device__ Window from(std::int64_t frame) const { return {&sound, frame}; }
};

}  // namespace canopy::cuda
