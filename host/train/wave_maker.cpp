#include "train/wave_maker.h"

#include <utility>

#include "base/error.h"
#include "model/features.h"

namespace canopy {

WaveMaker::WaveMaker(Backend& backend, const FeaturesConfig& config, int max_items)
    : backend_(backend), config_(config), uploaded_(backend.make_event()) {
  ResampleParams params;
  params.sample_rate = config.sample_rate;
  params.row_samples = config.clip_samples;
  params.mono = mono_mode(config.mono);
  params.max_items = max_items;
  resample_ = backend.make_resample(params);
}

void WaveMaker::add(const LoadedClip& clip) {
  resample_->add_rate(clip.rate);
  taken_.push_back(clip);
}

void WaveMaker::flush(Stream& stream, float* rows) {
  if (taken_.empty()) return;
  const auto aligned = [](std::size_t bytes) { return (bytes + 63) / 64 * 64; };
  std::size_t bytes = 0;
  for (const LoadedClip& clip : taken_) bytes += aligned(clip.bytes);
  if (bytes > pcm_.bytes()) {  // only while clips longer than any before arrive
    stream.synchronize();
    pcm_ = Buffer();
    pcm_ = backend_.allocate(bytes + bytes / 4);
  }
  std::vector<ResampleItem> items;
  std::size_t at = 0;
  for (const LoadedClip& clip : taken_) {
    ResampleItem item = clip_row(config_, clip.frames, clip.rate);
    item.offset_bytes = static_cast<std::int64_t>(at);
    item.format =
        clip.format == PcmFormat::pcm16 ? SampleFormat::pcm16 : SampleFormat::float32;
    item.channels = clip.channels;
    items.push_back(item);
    backend_.upload(stream, static_cast<char*>(pcm_.data()) + at, clip.pcm, clip.bytes);
    at += aligned(clip.bytes);
  }
  uploaded_->record(stream);
  resample_->run(stream, items, pcm_.data(), rows);
  uploaded_->wait();
  taken_.clear();
}

}  // namespace canopy
