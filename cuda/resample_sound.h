// The arguments of a resampling launch, and how its kernel reads the sound of an item.
#pragma once

#include <cstdint>

#include "cuda/runtime.h"
#include "ops/math/downmix.h"
#include "ops/resample.h"
#include "ops/resample_filter.h"

namespace canopy::cuda {

inline constexpr int items_per_launch = 32;

/// An item with the plan for its rate.
struct ResamplePiece {
  ResampleItem item;
  ResampleShape shape;
  const float* table;
  std::int32_t tile;  // samples of the row that a block computes
  bool staged;        // whether a tile's frames are first copied to shared memory
};

/// A launch's arguments. They are copied by the launch, so that no host memory is read later.
struct ResampleBatch {
  const char* pcm;
  float* waves;
  std::int64_t row;
  MonoMode mono;
  ResamplePiece pieces[items_per_launch];
};
static_assert(sizeof(ResampleBatch) <= 4096, "exceeds the maximum size of kernel arguments");

/// The mono frames of an item, with silence before and after those that were given.
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

/// The two sources of frames for the filters: shared memory or, if a row of taps does not fit into
/// it (768 kHz to 16 kHz), the sound itself.
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
