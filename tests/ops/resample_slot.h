// Puts sounds into a block of PCM and resamples them.
#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

#include "ops/resample.h"
#include "support/device_test.h"

namespace canopy::test {

/// Sounds of several formats, one after another, as the loader puts them into a slot.
class Slot {
 public:
  template <class Sample>
  ResampleItem add(const std::vector<Sample>& interleaved, int channels, int rate) {
    bytes_.resize((bytes_.size() + 3) / 4 * 4);
    ResampleItem item;
    item.offset_bytes = static_cast<std::int64_t>(bytes_.size());
    item.format = sizeof(Sample) == 2 ? SampleFormat::pcm16 : SampleFormat::float32;
    item.channels = channels;
    item.rate = rate;
    item.frames = static_cast<std::int64_t>(interleaved.size()) / channels;
    bytes_.resize(bytes_.size() + interleaved.size() * sizeof(Sample));
    if (!interleaved.empty())
      std::memcpy(bytes_.data() + item.offset_bytes, interleaved.data(),
                  interleaved.size() * sizeof(Sample));
    return item;
  }
  /// Returns [items, params.row_samples].
  std::vector<float> run(TestDevice& device, ResampleParams params,
                         const std::vector<ResampleItem>& items) const {
    params.max_items = static_cast<int>(items.size());
    const auto op = device.backend->make_resample(params);
    for (const ResampleItem& item : items) op->add_rate(item.rate);
    std::vector<float> words(bytes_.size() / 4 + 1);
    std::memcpy(words.data(), bytes_.data(), bytes_.size());
    const Buffer pcm = device.put(words);
    const std::int64_t size = params.max_items * params.row_samples;
    const Buffer waves = device.make(size);
    op->run(*device.stream, items, pcm.data(), waves.floats());
    return device.get(waves, size);
  }

 private:
  std::vector<char> bytes_;
};

/// Resamples a whole mono sound.
template <class Sample>
std::vector<float> resample(TestDevice& device, const std::vector<Sample>& sound, int rate,
                            int sample_rate) {
  Slot slot;
  ResampleItem item = slot.add(sound, 1, rate);
  item.outputs = resampled_length(item.frames, rate, sample_rate);
  ResampleParams params;
  params.sample_rate = sample_rate;
  params.row_samples = item.outputs;
  return slot.run(device, params, {item});
}

}  // namespace canopy::test
